# docker build -t townhall .
# docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
#   -p 127.0.0.1:8420:8420 -v townhall:/data townhall
# A config.toml belongs into /data; secrets best come as TOWNHALL_..._FILE. compose.yaml has it all.
FROM python:3.13-slim AS build
WORKDIR /src
# what is installed is what was locked: every file's hash is checked
COPY requirements.lock ./
RUN python -m venv /opt/townhall \
    && /opt/townhall/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY storage storage
COPY bot bot
COPY cogs cogs
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
    && /opt/townhall/bin/pip install --no-cache-dir --no-deps --no-index /wheels/*.whl \
    && /opt/townhall/bin/python -m compileall -q /opt/townhall/lib

FROM python:3.13-slim
COPY --from=build /opt/townhall /opt/townhall
RUN useradd --uid 1000 --create-home townhall && install -d -o townhall /data

USER townhall
# data/ and config.toml are looked for here; everything else may be read-only
WORKDIR /data
VOLUME /data
# Within the container only: -p 127.0.0.1:8420:8420 keeps the page on this machine.
ENV PATH=/opt/townhall/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MPLCONFIGDIR=/tmp \
    TOWNHALL_PLATFORMS__LOCAL__HOST=0.0.0.0 TOWNHALL_HEALTH__ENABLED=true
EXPOSE 8420
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8421/livez', timeout=4)"]
ENTRYPOINT ["townhall"]
CMD ["run"]

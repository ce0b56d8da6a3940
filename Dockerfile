# docker build -t townhall .
# docker run -p 127.0.0.1:8420:8420 -v townhall:/data townhall
# A config.toml belongs into /data; secrets best come as TOWNHALL_..._FILE.
FROM python:3.13-slim

WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY storage storage
COPY bot bot
COPY cogs cogs
RUN pip install --no-cache-dir ".[postgres,speed]" \
    && useradd --uid 1000 --create-home townhall \
    && install -d -o townhall /data

USER townhall
# data/ and config.toml are looked for here
WORKDIR /data
VOLUME /data
# Within the container only: -p 127.0.0.1:8420:8420 keeps the page on this machine.
ENV TOWNHALL_PLATFORMS__LOCAL__HOST=0.0.0.0 PYTHONUNBUFFERED=1
EXPOSE 8420
STOPSIGNAL SIGTERM
ENTRYPOINT ["townhall"]
CMD ["run"]

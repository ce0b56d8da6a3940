"""A canary in the place of every secret, and in somebody's words: none may ever be seen."""

from __future__ import annotations

import base64
import io
import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from pydantic import BaseModel, SecretStr

from bench.hostile.handlers.cogs import SITE, Town
from bot import check, logs
from bot.api.port.pages import PageAsk
from bot.engine.faults import record
from bot.engine.loader import discover
from bot.health.metrics import exposition
from bot.parts import platforms_of
from bot.settings import Settings, load, secrets_of
from bot.settings.problems import env_name, is_secret
from storage.database import copying
from tests.contract.local_rig import LocalRig
from tests.support.community import Community, sqlite_url
from tests.support.shell import Said, townhall

__all__ = ["townhall"]

WORDS = "canaryword"
PASSWORD = "canary/pass+word"
DATABASE = f"postgresql://town:{quote(PASSWORD, safe='')}@127.0.0.1:1/town"


def kinds() -> dict[str, Any]:
    return {name: kind.config_model for name, kind in discover().items()}


def paths(model: type[BaseModel], at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where a secret stands in the settings, of today and of tomorrow."""
    for name, field in model.model_fields.items():
        kind: Any = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from paths(kind, (*at, name))
        elif is_secret(model, (name,)):
            yield (*at, name)


def canary(path: tuple[str, ...]) -> str:
    return f"987654321:canary/{'-'.join(path)}+=" if path[-1] != "url" else DATABASE


SECRETS = {path: canary(path) for path in paths(Settings)} | {
    ("cogs", name, *path): canary((name, *path))
    for name, model in kinds().items()
    for path in paths(model)
}


def forms(secret: str) -> Iterator[str]:
    """How it could be seen: as it is, in an address, in JSON, in base64."""
    yield secret
    yield quote(secret, safe="")
    yield quote(secret)
    yield json.dumps(secret)[1:-1]
    yield base64.b64encode(secret.encode()).decode().rstrip("=")[:-1]


def seen(shown: str | bytes) -> list[str]:
    """The canaries that are in there."""
    content = shown.encode() if isinstance(shown, str) else shown
    secrets = [PASSWORD, *(one for one in SECRETS.values() if one != DATABASE), "canary/"]
    found = [form for secret in secrets for form in forms(secret) if form.encode() in content]
    return found if "canary%2F" not in str(content) else [*found, "canary%2F"]


@contextmanager
def telling(status: int) -> Iterator[str]:
    """A server that answers every call with that, and with all that it was told."""

    class Teller(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told = f"{self.path} {self.headers}"
            words = {"ok": False, "error_code": status, "description": told, "message": told}
            body = json.dumps(words | {"code": 0, "retry_after": 0}).encode()
            self.send_response(status, "OK")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = answer

        def log_message(self, *_: object) -> None:
            """Not a word."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Teller)
    server.daemon_threads = False  # each is waited for at the end
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def config(url: str, database: str) -> str:
    platforms = "".join(
        f'[platforms.{name}]\nenabled = true\napi_url = "{url}{end}"\n'
        for name, end in (("discord", "/api/v10"), ("telegram", ""))
    )
    hook = 'webhook_url = "https://canary.example/x"\nwebhook_listen = "127.0.0.1:0"\n'
    return f'[storage]\nurl = "{database}"\n{platforms}{hook}[log]\nlevel = "debug"\n'


def plant(monkeypatch: pytest.MonkeyPatch, *, database: bool) -> None:
    """Every secret, from the environment."""
    for path, secret in SECRETS.items():
        if path != ("storage", "url") or database:
            monkeypatch.setenv(env_name(path), secret)


def test_what_is_planted() -> None:
    """A new secret setting is planted by itself; the negative control of `seen`."""
    platforms = [("platforms", "discord", "token"), ("platforms", "telegram", "token")]
    assert {*platforms, ("platforms", "telegram", "webhook_secret"), ("storage", "url")} <= {
        *SECRETS
    }
    for secret in SECRETS.values():
        for form in forms(secret):
            assert secret == DATABASE or seen(f"…{form}…")
    assert seen(DATABASE) and seen(f"the password {PASSWORD}") and not seen("nothing at all")


WAYS = {
    "config": ("config", "example"), "check": ("check",), "doctor": ("doctor",), "run": ("run",),
    "backup": ("backup",), "migrate": ("migrate",), "rollup": ("rollup",), "erase": ("erase", "x"),
    "digest": ("digest",), "ideas": ("ideas", "export"), "verify": ("verify", "x"),
    "restore": ("restore", "x.zip"), "unknown": ("check", "--config", "gone.toml"),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_no_command_shows_one(
    way: str, townhall: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With a database that cannot be reached, and platforms that repeat what they are told."""
    plant(monkeypatch, database=way != "run")
    with telling(401) as url:
        database = "sqlite:///town.db" if way == "run" else "sqlite:///other.db"
        Path("config.toml").write_text(config(url, database), encoding="utf-8")
        try:
            _, out, err = townhall(*WAYS[way])
        except SystemExit:
            out, err = "", []
    assert not seen("\n".join((out, *err)))
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in left if seen(path.read_bytes())]


@pytest.mark.parametrize("status", [200, 400, 403, 404, 429, 500])
def test_no_answer_of_a_platform_brings_one_out(
    status: int, townhall: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, database=False)
    monkeypatch.setattr(check, "PATIENCE_S", 0.5)
    with telling(status) as url:
        Path("config.toml").write_text(config(url, "sqlite:///town.db"), encoding="utf-8")
        _, out, err = townhall("check")
    assert "Telegram" in out and not seen("\n".join((out, *err)))


def test_a_fault_of_ours_shows_where_and_not_what(
    townhall: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no such thing: " + " ".join(SECRETS.values()) + WORDS)

    monkeypatch.setattr("bot.cli.running.settings_of", broken)
    code, out, err = townhall("check")
    said = "\n".join((out, *err))
    assert code == 70 and "RuntimeError" in said and "running.py" in said
    assert not seen(said) and WORDS not in said


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    plant(monkeypatch, database=True)
    (tmp_path / "config.toml").write_text(config("http://127.0.0.1:1", DATABASE), encoding="utf-8")
    return load(tmp_path / "config.toml", kinds())


def test_no_object_shows_one(settings: Settings) -> None:
    """However it is turned into words; and all that holds one is known to the log."""
    for one in (settings, settings.storage, settings.platforms, *dict(settings.platforms).values()):
        assert not seen(f"{one!r} {one}")
    for platform in platforms_of(settings):
        inner = list(vars(platform).values())
        deeper = [value for one in inner for value in getattr(one, "__dict__", {}).values()]
        assert not seen(repr([platform, *inner])) and not seen("".join(map(str, deeper)))
    known = {*secrets_of(settings)}
    assert {one for path, one in SECRETS.items() if path != ("storage", "url")} <= known


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_log_shows_one(settings: Settings, form: Any) -> None:
    """Not even of what a library says or raises with it."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    logs.setup("debug", form, secrets_of(settings), stream)
    try:
        for secret in (PASSWORD, *(one for one in SECRETS.values() if one != DATABASE)):
            for shape in (secret, quote(secret, safe=""), quote(secret)):
                root.debug("GET http://x/bot%s/getMe", shape, extra={"url": f"/{shape}"})
                try:
                    raise ConnectionError(f"cannot reach http://x/{shape}")
                except ConnectionError:
                    root.exception("it failed")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    assert "it failed" in stream.getvalue() and not seen(stream.getvalue())


async def test_no_running_bot_shows_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What an owner can call up, the pages, the metrics, an incident and its log; and no word that
    somebody wrote is in the log, the file or a copy of it."""
    real = Settings.model_validate.__func__  # type: ignore[attr-defined]

    def planted(cls: type[Settings], values: Mapping[str, Any]) -> Settings:
        platforms: dict[str, dict[str, SecretStr]] = {}
        for path, secret in SECRETS.items():
            if path[0] == "platforms":
                platforms.setdefault(path[1], {})[path[2]] = SecretStr(secret)
        return real(cls, {**values, "platforms": platforms})  # type: ignore[no-any-return]

    monkeypatch.setattr(Settings, "model_validate", classmethod(planted))
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    logs.setup("debug", stream=stream)  # without a Redactor: nothing may rest on it
    try:
        chat = Community([LocalRig()], sqlite_url(tmp_path), cogs={"console": {"address": SITE}})
        await chat.open()
        town = Town(tmp_path)
        await town.enter(chat)
        shown = [await said_in(town), await read_on_pages(town)]
        shown.append(exposition(await chat.app.vitals.condition(), 0.0).decode())
        record(RuntimeError(f"{WORDS} {' '.join(SECRETS.values())}"), "a test")
        ana = await chat.person("Ana")
        await ana.edit(await ana.say("general", f"{WORDS} one"), f"{WORDS} two")
        await ana.command("help", what=WORDS)
        await chat.settle()
        await chat.close()
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    log = stream.getvalue()
    assert "incident" in log and "RuntimeError" in log and WORDS not in log
    assert all(len(one) > 1000 for one in shown) and not seen("\n".join((log, *shown)))
    [file] = tmp_path.glob("*.db")
    copied = tmp_path / "copy.db"
    copying.copy(file, copied, lambda: False)
    for one in (file, copied):
        content = one.read_bytes()
        assert len(content) > 100_000 and not seen(content) and WORDS.encode() not in content


async def said_in(town: Town) -> str:
    """What an owner is told by every command that shows something."""
    said = []
    for info in town.app.book.commands.values():
        if info.view or info.path in ("doctor", "status", "settings show"):
            plain = {one.name: town.driver.plain(one) for one in info.options if one.required}
            await town.ask(town.driver.command(info, plain))
            said += [out.text for out in town.driver.heard.said]
    return "\n".join(said)


async def read_on_pages(town: Town) -> str:
    """Every page, as an owner."""
    await town.ask(town.driver.command(town.app.book.commands["console"], {}))
    links = [span.link or "" for out in town.driver.heard.said for span in out.spans]
    keys = [parse_qs(urlsplit(link).query)["key"][0] for link in links if "/enter?" in link]
    entry = await town.app.pages.enter(keys[-1])
    assert entry is not None
    asked = [PageAsk(path, {}, SITE, entry.token) for path in town.app.pages._offers]
    answers = [await town.app.pages.answer("local", one) for one in asked]
    return "\n".join(one.content.decode("utf-8", "replace") for one in answers)

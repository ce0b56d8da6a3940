"""Settings: what a file and the environment give, and what is said about mistakes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import Field

from bot.api.cog import CogConfig
from bot.settings import Settings, SettingsError, find_file, load, secrets_of
from bot.settings.example import example
from bot.settings.lines import key_lines, line_of

ROOT = Path(__file__).parents[2]


class Bread(CogConfig):
    """How bread is baked."""

    loaves: int = Field(3, ge=1, description="Loaves a day.")
    flour: str = Field("rye", description="Which flour.")


COGS = {"bread": Bread}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    import os

    for name in list(os.environ):
        if name.startswith("TOWNHALL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    yield


def read(text: str) -> Settings:
    path = Path("config.toml")
    path.write_text(text, encoding="utf-8")
    return load(path, COGS)


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read(text)
    return caught.value.problems


def test_an_empty_file_gives_the_defaults() -> None:
    settings = read("")
    assert settings.storage.url == "sqlite:///data/townhall.db"
    assert settings.platforms.local.enabled
    assert not settings.platforms.discord.enabled
    assert settings.cogs["bread"] == Bread()


def test_the_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNHALL_PLATFORMS__LOCAL__PORT", "9000")
    monkeypatch.setenv("TOWNHALL_COGS__BREAD__LOAVES", "7")
    settings = read(
        '[log]\nlevel = "debug"\n[platforms.local]\nport = 1\nhost = "::1"\n'
        '[cogs.bread]\nloaves = 2\nflour = "spelt"\n'
        '[[communities]]\nname = "B"\ntimezone = "Europe/Berlin"\nspaces = ["telegram:-100"]\n'
    )
    assert settings.log.level == "debug"
    assert (settings.platforms.local.port, settings.platforms.local.host) == (9000, "::1")
    assert settings.cogs["bread"] == Bread(loaves=7, flour="spelt")
    assert settings.communities[0].spaces == ("telegram:-100",)


def test_a_cog_is_switched_off() -> None:
    assert not read("[cogs.bread]\nenabled = false\n").cogs["bread"].enabled


def test_communities_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNHALL_COMMUNITIES", json.dumps([{"name": "Bakery"}]))
    assert read("").communities[0].name == "Bakery"
    monkeypatch.setenv("TOWNHALL_COMMUNITIES", "[{")
    assert problems("") == ("TOWNHALL_COMMUNITIES: expected JSON",)


def test_a_secret_comes_from_a_file_and_is_never_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("s3cret-token\n", encoding="utf-8")
    monkeypatch.setenv("TOWNHALL_PLATFORMS__DISCORD__TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("TOWNHALL_STORAGE__URL", "postgresql://bot:hunter2@db/townhall")
    settings = read("[platforms.discord]\nenabled = true\n")
    assert settings.platforms.discord.token.get_secret_value() == "s3cret-token"
    assert "s3cret" not in repr(settings) and "hunter2" not in repr(settings)
    assert set(secrets_of(settings)) == {"s3cret-token", "hunter2"}


def test_a_secret_file_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNHALL_PLATFORMS__DISCORD__TOKEN_FILE", "/nowhere/token")
    assert problems("") == (
        "TOWNHALL_PLATFORMS__DISCORD__TOKEN_FILE: the file /nowhere/token cannot be read: "
        "No such file or directory",
    )


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    found = problems(
        "[log]\n"
        'level = "loud"\n'
        "[platforms.discord]\n"
        'tokne = "abc"\n'
        'enabled = "perhaps"\n'
        "[platforms.local]\n"
        "port = 70000\n"
        "[[communities]]\n"
        'name = "A"\n'
        'timezone = "Europe/Berln"\n'
        'locale = "klingon"\n'
        "spaces = [\n"
        '  "discord:1",\n'
        '  "irc:3",\n'
        "]\n"
        "[cogs.bread]\n"
        'loaves = "many"\n'
        "[cogs.bred]\n"
        "loaves = 1\n"
    )
    assert found == (
        'config.toml line 2: [log] level must be "debug", "info", "warning" or "error", not "loud"',
        'config.toml line 4: [platforms.discord] tokne is not a setting; did you mean "token"?',
        'config.toml line 5: [platforms.discord] enabled must be true or false, not "perhaps"',
        "config.toml line 7: [platforms.local] port must be at most 65535, not 70000",
        'config.toml line 10: [[communities]] timezone: "Europe/Berln" is not a time zone; '
        'did you mean "Europe/Berlin"?',
        'config.toml line 11: [[communities]] locale: "klingon" is not a language, expected one '
        'such as "en" or "de"',
        'config.toml line 12: [[communities]] spaces, item 2: "irc:3" is not a space, expected '
        'the platform and its id, such as "discord:1234567890" or "telegram:-1001234567890"',
        'config.toml line 17: [cogs.bread] loaves must be a whole number, not "many"',
        'config.toml line 18: [cogs] bred is not an installed cog; did you mean "bread"?',
    )


def test_mistakes_in_the_environment_name_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNHALL_PLATFORMS__LOCAL__PORT", "many")
    monkeypatch.setenv("TOWNHALL_PLATFROMS__DISCORD__TOKEN", "s3cret")
    first, second = problems("[platforms.local]\nport = 1\n")
    assert first.startswith("TOWNHALL_PLATFROMS__DISCORD__TOKEN: there is no section platfroms")
    assert "s3cret" not in first
    assert second == (
        'TOWNHALL_PLATFORMS__LOCAL__PORT: [platforms.local] port must be a whole number, not "many"'
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[platforms.discord]\nenabled = true\n",
            "config.toml line 1: [platforms.discord] is enabled, but token is missing; set it "
            "here or as TOWNHALL_PLATFORMS__DISCORD__TOKEN or "
            "TOWNHALL_PLATFORMS__DISCORD__TOKEN_FILE in the environment",
        ),
        (
            '[platforms.telegram]\nwebhook_url = "https://bot.example.com/t"\n',
            "config.toml line 2: [platforms.telegram] webhook_url needs webhook_secret too",
        ),
        (
            "[platforms.local]\nenabled = false\n",
            "config.toml line 2: [platforms] no platform is enabled; enable at least one",
        ),
        (
            '[[communities]]\nname = "A"\nspaces = ["discord:1"]\n'
            '[[communities]]\nname = "B"\nspaces = ["discord:1"]\n',
            'config.toml line 5: [[communities]] "discord:1" is already a space of "A"',
        ),
        (
            '[[communities]]\nname = "A"\n[[communities]]\nname = "A"\n',
            'config.toml line 4: [[communities]] there are two communities named "A"',
        ),
        ("[[communities]]\nlocale = 'en'\n", "config.toml line 1: [[communities]] name is missing"),
        ("log = 3\n", "config.toml line 1: log must be a section, not 3"),
        (
            "[platform]\n",
            'config.toml line 1: platform is not a section; did you mean "platforms"?',
        ),
    ],
)
def test_one_sentence_for_each_mistake(text: str, said: str) -> None:
    assert problems(text) == (said,)


def test_a_secret_is_not_shown_in_a_complaint() -> None:
    (said,) = problems("[platforms.telegram]\ntoken = 12345678\n")
    assert said == "config.toml line 2: [platforms.telegram] token must be text in double quotes"
    (said,) = problems('[storage]\nurl = "mysql://bot:hunter2@db/x"\n')
    assert "hunter2" not in said and "sqlite:///" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[log]\nlevel = loud\n", "config.toml line 2, column 9: this is not valid TOML: invalid"),
        ("[log\n", "config.toml line 1, column 5: this is not valid TOML: expected"),
        ("a = 1\na = 2", "config.toml line 2: this is not valid TOML: cannot overwrite a value"),
    ],
)
def test_broken_toml_is_told_with_its_line(text: str, said: str) -> None:
    (found,) = problems(text)
    assert found.startswith(said)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.toml cannot be read: No such file"):
        load(Path("gone.toml"), COGS)
    Path("latin.toml").write_bytes('name = "B\xe4cker"'.encode("latin-1"))
    with pytest.raises(SettingsError, match=r"latin\.toml is not a text file in UTF-8"):
        load(Path("latin.toml"), COGS)


def test_which_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_file(None) is None
    Path("config.toml").touch()
    assert find_file(None) == Path("config.toml")
    monkeypatch.setenv("TOWNHALL_CONFIG", "other.toml")
    assert find_file(None) == Path("other.toml")
    assert find_file("mine.toml") == Path("mine.toml")


def test_a_credential_goes_before_a_file_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, text = "TOWNHALL_PLATFORMS__DISCORD__TOKEN", "[platforms.discord]\ntoken = 'plain'"
    (tmp_path / "held").write_text("from-file\n")
    given = tmp_path / "given"
    given.mkdir()
    (given / "something-else").write_text("not ours")
    (given / name).write_text("from-systemd\n")

    def token() -> str:
        return read(text).platforms.discord.token.get_secret_value()

    assert token() == "plain"
    monkeypatch.setenv(name, "from-environment")
    assert token() == "from-environment"
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "held"))
    assert token() == "from-file"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    assert token() == "from-systemd"
    (given / name).write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=f"the credential {name}: .* it is not text"):
        token()


def test_lines_of_keys_in_every_notation() -> None:
    lines = key_lines(
        '# a comment\n[a]\nb.c = 1\n"d e" = """\n[not.a.section]\nx = 1\n"""\n'
        "f = { g = [\n 1,\n 2] }\n[[h]]\n[[h]]\ni = 1\n[h.j]\nk = 1\n"
    )
    assert lines["a", "b", "c"] == 3
    assert lines["a", "d e"] == 4
    assert lines["a", "f", "g", 1] == 8
    assert lines["h", 1, "i"] == 13
    assert lines["h", 1, "j", "k"] == 15
    assert line_of(lines, ("h", 0, "missing")) == 11
    assert line_of(lines, ("nowhere",)) is None


def test_the_example_says_exactly_the_defaults() -> None:
    text = example(COGS)
    assert read(text) == load(None, COGS)
    switched_on = "\n".join(
        line[1:] if line.startswith("#") and not line.startswith(("# ", "#enabled")) else line
        for line in text.splitlines()
    )
    settings = read(switched_on)
    assert settings.communities[0].spaces
    assert settings.cogs["bread"] == Bread()
    assert "# Loaves a day.\n#loaves = 3\n" in text


def test_the_shipped_example_is_in_step() -> None:
    from bot.engine.loader import discover

    text = example({name: kind.config_model for name, kind in discover().items()})
    assert (ROOT / "config.example.toml").read_text(encoding="utf-8") == text, (
        "run `make example` to bring config.example.toml up to date"
    )

"""Questions in the terminal, each with a default; or no questions, only defaults."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.text import Text


class Asker:
    """Asks a person; with `silent` it takes every default."""

    def __init__(self, out: Console, *, silent: bool) -> None:
        self.out = out
        self.silent = silent

    def say(self, text: str, style: str = "") -> None:
        """One line; nothing in it is markup."""
        self.out.print(Text(text, style=style))

    def text(
        self, question: str, default: str, problem: Callable[[str], str | None] = lambda _: None
    ) -> str:
        """Words. `problem` says what is wrong with them; then it asks again."""
        while True:
            given = "" if self.silent else self._line(f"{question} [{default}]: ")
            answer = given or default
            if self.silent or (wrong := problem(answer)) is None:
                return answer
            self.say(wrong, "yellow")

    def choice(self, question: str, options: Mapping[str, str], default: str) -> str:
        """A key of `options`, which say what each one means."""
        if not self.silent:
            self.say(question)
            width = max(map(len, options))
            for key, meaning in options.items():
                self.say(f"  {key:<{width}}  {meaning}".rstrip())

        def problem(answer: str) -> str | None:
            return None if answer.casefold() in options else f"Please type {_either(options)}."

        return self.text("Your choice", default, problem).casefold()

    def yes(self, question: str, *, default: bool) -> bool:
        """Yes or no."""
        if self.silent:
            return default
        while True:
            given = self._line(f"{question} [{'Y/n' if default else 'y/N'}]: ").casefold()
            if not given:
                return default
            if given in ("y", "yes", "n", "no"):
                return given.startswith("y")
            self.say("Please type y or n.", "yellow")

    def secret(self, question: str) -> str:
        """What is typed is not shown; empty to leave it for later."""
        return getpass.getpass(f"{question}: ").strip()

    def _line(self, question: str) -> str:
        self.out.print(Text(question), end="")
        sys.stdout.flush()
        return input().strip()


def _either(options: Mapping[str, str]) -> str:
    *most, last = options
    return f"{', '.join(most)} or {last}"

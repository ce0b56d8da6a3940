"""Sequences that come with the bot, to begin with as a draft."""

from __future__ import annotations

from .model import Sequence, Step

TEN, EVENING = 10 * 60, 18 * 60

_NAMES = {"en": "First weeks", "de": "Die ersten Wochen"}
_STEPS: dict[str, tuple[tuple[int, int, str, str], ...]] = {
    "en": (
        (
            0,
            0,
            "",
            "Hello {first_name}, good to have you in {community}! If you are not sure where to "
            "begin: read along a little, and say hello when you feel like it. You can ask me "
            "anything with /help.",
        ),
        (
            2,
            EVENING,
            "messages = 0",
            "Hello {first_name}, have you settled in? Many begin with one sentence about "
            "themselves or a question. Nobody minds a beginner's question in {community}.",
        ),
        (
            7,
            EVENING,
            "",
            "You have been in {community} for a week, {first_name}. Is there something you would "
            "like to see here? Type /idea and others can support it.",
        ),
        (
            30,
            EVENING,
            "",
            "A month already, {first_name}! What has helped you here so far, and what was missing? "
            "Tell us in the chat, or just go on enjoying {community}.",
        ),
    ),
    "de": (
        (
            0,
            0,
            "",
            "Hallo {first_name}, schön, dass du bei {community} bist! Wenn du nicht weißt, wo du "
            "anfangen sollst: Lies ein bisschen mit und sag hallo, wenn dir danach ist. Mit /help "
            "kannst du mich alles fragen.",
        ),
        (
            2,
            EVENING,
            "messages = 0",
            "Hallo {first_name}, hast du dich eingelebt? Viele fangen mit einem Satz über sich "
            "oder mit einer Frage an. Anfängerfragen sind bei {community} willkommen.",
        ),
        (
            7,
            EVENING,
            "",
            "Eine Woche bist du jetzt bei {community}, {first_name}. Gibt es etwas, das du dir "
            "hier wünschst? Schreib /idea, dann können andere es unterstützen.",
        ),
        (
            30,
            EVENING,
            "",
            "Schon ein Monat, {first_name}! Was hat dir hier bisher geholfen, und was hat gefehlt? "
            "Erzähl es uns im Chat – oder hab einfach weiter Freude an {community}.",
        ),
    ),
}


def first_weeks(community_id: int, locale: str) -> Sequence:
    """Days 0, 2, 7 and 30 after joining, in the community's language if we have it; day 0 comes as
    soon as somebody has joined."""
    language = locale.split("-")[0].split("_")[0]
    written = _STEPS.get(language, _STEPS["en"])
    return Sequence(
        id=0,
        community_id=community_id,
        name=_NAMES.get(language, _NAMES["en"]),
        audience="",
        stops="",
        start="joined",
        steps=tuple(
            Step(0, day, minute, text, condition) for day, minute, condition, text in written
        ),
    )

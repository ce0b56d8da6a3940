"""How people write times in English and German, as patterns over case-folded text."""

from __future__ import annotations

import re

DAY = 24 * 60
NOON = 12 * 60

_UNITS = {
    "s|secs?|seconds?|sek|sekunden?": 1,
    "m|mins?|minutes?|minuten?": 60,
    "h|hrs?|hours?|std|stunden?": 3600,
    "d|days?|tage?n?": 86400,
    "w|wks?|weeks?|wochen?": 7 * 86400,
    "months?|monate?n?": 30 * 86400,
    "y|years?|jahre?n?": 365 * 86400,
}
_NUMBERS = (
    "a|an|one|ein|eine|einen|einem|einer",
    "two|zwei",
    "three|drei",
    "four|vier",
    "five|fünf",
    "six|sechs",
    "seven|sieben",
    "eight|acht",
    "nine|neun",
    "ten|zehn",
)
COUNTS = {word: n for n, words in enumerate(_NUMBERS, 1) for word in words.split("|")}
AMOUNT = re.compile(
    rf"(?P<count>\d{{1,9}}(?:[.,]\d{{1,3}})?|\b(?:{'|'.join(COUNTS)})\b)\s*"
    rf"(?:{'|'.join(f'(?P<u{size}>{names})' for names, size in _UNITS.items())})(?![a-zäöüß])\.?"
)
HALF_HOUR = re.compile(r"\b(half an hour|(einer |eine )?halben? stunde)\b")
RELATIVE = re.compile(r"(?P<lead>in )?(?P<amounts>.+?)(?P<tail> from now| later| ab jetzt)?")

_WEEKDAYS = (
    "mon(?:day)?|mo|montags?",
    "tue(?:s(?:day)?)?|di|dienstags?",
    "wed(?:nesday)?|mi|mittwochs?",
    "thu(?:r(?:s(?:day)?)?)?|do|donnerstags?",
    "fri(?:day)?|fr|freitags?",
    "sat(?:urday)?|sa|samstags?|sonnabends?|weekend|wochenende",
    "sun(?:day)?|so|sonntags?",
)
_MONTHS = (
    "jan(?:uary|uar)?|jän(?:ner)?",
    "feb(?:ruary|ruar)?",
    "mar(?:ch)?|märz?|mrz",
    "apr(?:il)?",
    "may|mai",
    "june?|juni",
    "july?|juli",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "o[ck]t(?:ober)?",
    "nov(?:ember)?",
    "de[cz](?:ember)?",
)
_WEEKDAY = "|".join(f"(?P<w{n}>{names})" for n, names in enumerate(_WEEKDAYS))
_MONTH = "|".join(f"(?P<m{n}>{names})" for n, names in enumerate(_MONTHS, 1))
_NEXT = r"(?:(?P<next>next|coming|nächste[rnms]?|kommende[rnms]?)|this|diese[rnms]?)"
NEXT_WEEK = r"(?:next week|nächste woche|kommende woche)"
ON_WEEKDAY = re.compile(
    rf"(?:{_NEXT} |(?P<lead>{NEXT_WEEK}) )?(?:{_WEEKDAY})\.?(?P<tail> {NEXT_WEEK})?"
)
DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})(?:\.? ?(?P<year>\d{4}|\d{2})|\.)?",
        r"(?P<slash>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?",
        rf"(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)? ?(?:{_MONTH})\.?(?: (?P<year>\d{{4}}))?",
        rf"(?:{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: (?P<year>\d{{4}}))?",
    )
)
OFFSETS = {
    "today": 0,
    "heute": 0,
    "tomorrow": 1,
    "tmrw": 1,
    "morgen": 1,
    "day after tomorrow": 2,
    "übermorgen": 2,
    "uebermorgen": 2,
}
_AT = r"(?:\b(?:at|um|gegen) |@ ?)"
CLOCKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_AT}?(?<!\d)(?P<h>\d{{1,2}}):(?P<m>\d\d)(?::\d\d)? ?(?P<ap>[ap]\.?m\b\.?)?(?: ?uhr\b)?",
        rf"{_AT}?(?<!\d)(?P<h>\d{{1,2}})(?:\.(?P<m>\d\d))? ?(?P<ap>[ap]\.?m\b\.?)",
        rf"{_AT}?(?<!\d)(?P<h>\d{{1,2}})(?:\.(?P<m>\d\d))? ?uhr\b(?: (?P<m2>\d\d)\b)?",
        rf"{_AT}?halb (?P<half>\d{{1,2}})\b(?: ?uhr\b)?",
        rf"{_AT}?(?P<noon>\b(?:noon|midday|mittags?)\b)",
        rf"{_AT}?(?P<midnight>\b(?:midnight|mitternachts?)\b)",
        rf"{_AT}(?P<h>\d{{1,2}})(?:\.(?P<m>\d\d))?(?![\d.])",
    )
)
PARTS = (
    (re.compile(r"\b(?:in the |this |am )?(?:morning|früh|vormittags?|morgens)\b"), 9 * 60),
    (re.compile(r"(?<=heute )morgen\b|\bam morgen\b"), 9 * 60),
    (re.compile(r"\b(?:in the |this |am )?(?:afternoon|nachmittags?)\b"), 15 * 60),
    (re.compile(r"\b(?:in the |this |am )?(?:evening|abends?)\b"), 19 * 60),
    (re.compile(r"\b(?:tonight|at night|night|nachts?)\b"), 20 * 60),
)
FILLERS = re.compile(r"\b(?:on|by|until|till|bis|am|ab|den|dem|der|the|of|um|at)\b|,")

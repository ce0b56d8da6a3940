"""Characters that pass for others: look-alikes, leet, masks with asterisks, stacked marks."""

import re
import unicodedata

from .words import lexicon

# Letters of other scripts that look Latin: those of the Unicode table of confusables (UTS #39)
# that turn up in disguised English words.
_LOOKALIKES = {
    ord(char): letter
    for letter, chars in {
        "a": "аαɑᴀ", "b": "ьвβʙƅ", "c": "сϲᴄ", "d": "ԁɗᴅ", "e": "еєεᴇɛ", "f": "ғꜰ", "g": "ɡɢ",
        "h": "һнʜ", "i": "іιɩɪıї", "j": "јᴊ", "k": "кκᴋ", "l": "ӏʟɭ", "m": "мᴍ", "n": "пηɴ",
        "o": "оοσᴏ", "p": "рρᴘ", "q": "ԛ", "r": "гʀ", "s": "ѕꜱ", "t": "тτᴛ", "u": "υᴜ", "v": "νᴠ",
        "w": "ԝωшᴡ", "x": "хχ", "y": "уγʏ", "z": "ᴢʐ",
    }.items()
    for char in chars
}  # fmt: skip
_LEET = str.maketrans("0134579@$!|+€", "oleastgasilte")
_OTHER_LEET = str.maketrans("01345678@$!|+€", "oieasgtbasiite")
_MIXED = re.compile(r"[^\W\d_]+")
_ORDINARY = re.compile(
    r"#?\d[\d.,:]*(?:st|nd|rd|th|am|pm|a|p|k|m|x|d|h|s|w|l|v|b|min|mins|kg|g|gb|mb|kb|tb|px|cm|mm"
    r"|km|hz|mhz|ghz|fps|ms|y|yo|yr|yrs|hr|hrs|bit|bits|pt|oz|lb|lbs|ft|mph|f|c|e|p|i|u|g)s?\Z"
)
_NUMBERED = re.compile(r"[a-z]+\d+\Z")
_SHORTEST = 4
_INSIDE = re.compile(r"[a-z][\d@$|+*€!]|[\d@$|+€*][a-z]")


def latin(text: str) -> str:
    """Words that mix Latin with look-alike letters, all in Latin; words of one script stay."""
    return _MIXED.sub(_unmixed, text)


def _unmixed(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii() or not any(char.isascii() for char in word):
        return word
    return word.translate(_LOOKALIKES)


def without_marks(text: str) -> str:
    """Without format characters (zero width, direction) and without stacked combining marks."""
    return "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Mn", "Me"))


def unmask(token: str) -> str:
    """A lower-case token with digits, signs and asterisks in the place of letters, read as letters.

    Unchanged when that gives no known word: "mp3", "10am" and "v1.2" mean what they say.
    """
    if not _INSIDE.search(token) or _ORDINARY.match(token):
        return token
    known = lexicon()
    if "*" in token:
        return known.masked(token.translate(_OTHER_LEET)) or token
    # "t40", "tty1" and "khurram1" are things and names, "k3b" is a program
    numbered = _NUMBERED.match(token) is not None
    for table in (_OTHER_LEET, _LEET):
        read = token.translate(table)
        enough = known.common(read) if len(token) < _SHORTEST else read in known
        if known.watches(read) or (enough and not numbered):
            return read
    if numbered or len(token) < _SHORTEST:
        return token
    read = token.translate(_OTHER_LEET)
    if read.isalpha() and sum(char.isalpha() for char in token) * 2 >= len(token):
        return known.meant(read) or known.split(read) or token
    return token

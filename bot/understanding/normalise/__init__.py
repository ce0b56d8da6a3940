"""Text as the toxicity model was trained to see it: part of the model, not a matter of taste.

Training and the bot call the same `normalise`, so that disguised spelling ("i d i o t", "1d10t",
"idi*t", "idoit", "youidiot", look-alike letters, emoji) is undone in the same way on both sides.
"""

import re
import unicodedata

from .letters import latin, unmask, without_marks
from .words import lexicon

_URL = re.compile(r"https?://\S+|\bwww\.\S+|\burl\b|\[url\]")
_MENTION = re.compile(r"<@[!&]?\d+>|\[user\]|<user>|(?<!\w)@(?=\w*[a-z])(\w{2,})")
# Discord's own notation for channels, emoji and times
_CHANNEL = re.compile(r"<(?:#\d+|a?:(\w+):\d+|t:\d+(?::\w)?)>")
_SPACE = re.compile(r"\s+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BEYOND_LATIN = re.compile(r"[\u0100-\U0010ffff]")
# every emoji has at least one of these
_EMOJI = re.compile(r"[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]")
# single letters held apart: "i d i o t", "f.u.c.k", "w - o - m - e - n"
_SPACED = re.compile(r"(?<![\w'])(?:[^\W_](?:[\s.\-_*|/,]{1,3})){2,}[^\W_](?![\w'])")
_APART = re.compile(r"[\s.\-_*|/,]+")
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_SIGNS = re.compile(r"([\W\d_])\1{3,}")
# what may stand for a word: letters with digits and signs among them
_TOKEN = re.compile(r"[#\w@$!|+*'’-]*\w[\w@$!|+*'’-]*")
_PLAIN = re.compile(r"[a-z]+\Z")
_LONG = 7  # shorter words that are not known are names and slang more often than two words in one


def normalise(text: str) -> str:
    """The text in lower case with links, mentions, emoji and disguised words made plain.

    Accepts anything a platform can send: NUL is dropped, two halves of a surrogate pair are
    joined and a lone one becomes U+FFFD, so that the tokenizer always gets valid Unicode.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("\0", "").lower()
    text = _URL.sub(" url ", text)
    text = _CHANNEL.sub(r" \1 ", text)
    text = _MENTION.sub(_mention, text)
    # a search of a few microseconds spares most messages these lookups
    if _BEYOND_LATIN.search(text):
        text = _without_emoji(text)
        text = latin(without_marks(unicodedata.normalize("NFKC", text))).lower()
    text = _SIGNS.sub(r"\1\1\1", text)
    text = _SPACED.sub(_joined, text)
    text = _TOKEN.sub(_word, text)
    return lexicon().rejoined(_SPACE.sub(" ", text).strip())


def _mention(match: re.Match[str]) -> str:
    # "@sshole" is a word, not somebody's name
    name = match.group(1)
    read = f"a{name}"
    return f" {read} " if name and read in lexicon() and name not in lexicon() else " @user "


def _without_emoji(text: str) -> str:
    if not _EMOJI.search(text):
        return text
    import emoji  # here, for its tables take 5 MB

    return emoji.replace_emoji(text, replace=_emoji_words)


def _emoji_words(_: str, data: dict[str, str]) -> str:
    words = data["en"].strip(":").replace("_", " ").replace("-", " ").replace("’", "'")
    return f" {words} "


def _joined(match: re.Match[str]) -> str:
    """Letters that were held apart, as words; as they were when they spell none."""
    letters = _APART.sub("", match.group())
    words = lexicon().split(unmask(letters), bold=True)
    return match.group() if words is None else f" {words} "


def _word(match: re.Match[str]) -> str:
    """One token with leet, masks, runs, missing gaps and misspelt insults undone."""
    token = match.group()
    known = lexicon()
    bare = token.strip("'’-*_!+|#")
    if bare in known or bare in ("", "@user"):
        return token
    if not _PLAIN.match(bare):
        bare = unmask(bare)
    short = _RUN.sub(r"\1\1", bare)
    if short != bare and bare.isalpha():
        single = _RUN.sub(r"\1", bare)
        bare = next((form for form in (short, single) if form in known), short)
    if bare in known or not _PLAIN.match(bare):
        return _with(token, bare)
    if (meant := known.meant(bare)) is not None:
        return _with(token, meant)
    if len(bare) >= _LONG and (words := known.split(bare)) is not None:
        return _with(token, words)
    return _with(token, bare)


def _with(token: str, bare: str) -> str:
    """`bare` with the exclamation marks that ended the token."""
    rest = token.rstrip("!")
    return bare + token[len(rest) :]

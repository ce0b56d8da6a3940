"""Text as the toxicity model was trained to see it: part of the model, not a matter of taste."""

import re

import emoji

_URL = re.compile(r"https?://\S+|\bURL\b|\[URL\]")
_MENTION = re.compile(r"@\w+|\[USER\]|<user>|<@!?\d+>")
_RUN = re.compile(r"(.)\1{3,}")
_SPACE = re.compile(r"\s+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BEYOND_LATIN = re.compile(r"[\u2001-\U0010ffff]")


def normalise(text: str) -> str:
    """The text with links, mentions, emoji, long runs and white space made uniform.

    Accepts anything a platform can send: NUL is dropped, two halves of a surrogate pair are
    joined and a lone one becomes U+FFFD, so that the tokenizer always gets valid Unicode.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("\0", "")
    text = _URL.sub(" url ", text)
    text = _MENTION.sub(" @user ", text)
    # a search of a few microseconds spares most messages the emoji lookup
    if _BEYOND_LATIN.search(text):
        text = emoji.replace_emoji(text, replace=_emoji_words)
    text = _RUN.sub(r"\1\1\1", text)
    return _SPACE.sub(" ", text).strip()


def _emoji_words(_: str, data: dict[str, str]) -> str:
    words = data["en"].strip(":").replace("_", " ").replace("-", " ")
    return f" {words} "

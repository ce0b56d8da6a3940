"""Whether a message asks something: by its words, and by what it means where there is a model.

Measured in docs/faq.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.api.services import Embedder

from .. import logic

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# How people ask for help, with and without a question mark, and how they say other things.
ASKING = (
    "How do I cancel my order?",
    "where can i find the opening hours",
    "i need help with my booking",
    "I can't log in, what should I do",
    "my payment does not work",
    "I get an error when I try to pay",
    "does anyone know how this works",
    "I was wondering whether you deliver on Sundays",
    "is it possible to change the date",
    "can somebody tell me what the fee is",
    "I have a question about the course",
    "looking for a way to export my data",
    "the link in the mail is broken for me, any idea",
    "Wie kann ich meine Bestellung ändern?",
    "weiß jemand, wann ihr geöffnet habt",
    "ich brauche Hilfe bei der Anmeldung",
    "bei mir kommt immer eine Fehlermeldung",
    "¿Cómo puedo cambiar mi pedido?",
    "necesito ayuda con mi cuenta",
    "Comment puis-je annuler ma commande ?",
    "j'ai un problème avec mon paiement",
    "Come posso cambiare la prenotazione?",
    "Hoe kan ik mijn bestelling wijzigen?",
)
SAYING = (
    "Thank you so much, that worked!",
    "ok thanks",
    "I love this place, the bread is great",
    "Good morning everyone",
    "You have to click the button on the left",
    "We went there last year and it was fun",
    "That is a really interesting fact",
    "yes, I think so too",
    "I agree with you, it was a good game",
    "They open at nine and close at five",
    "Have a nice weekend all",
    "I figured it out, it works now",
    "Try it with the other card, that should help",
    "haha that is so funny",
    "I will do that tomorrow",
    "Danke, hat geklappt!",
    "Das war ein schöner Abend gestern",
    "Du musst unten auf den Knopf drücken",
    "Guten Morgen zusammen",
    "Gracias, ya funciona",
    "Me gusta mucho este sitio",
    "Merci beaucoup, c'est parfait",
    "C'était une belle journée",
    "Grazie mille a tutti",
    "Dank je wel, het werkt",
    "You need to set it up first and then confirm",
    "that is expected, the page says so",
    "it works for me with the new version",
    "Yes, you can do that on the settings page",
    "here is my code",
    "here is the link",
    "I see, that makes sense",
    "it depends on which plan you have",
    "ok, I will try that and come back",
    "let me check something",
    "Du brauchst dafür das neue Formular",
    "ja, das geht mit der App",
    "no problem, happy to help",
)
NEAREST = 5
# So much nearer to the questions than to the rest: chosen on one half of the messages measured.
MARGIN = 0.025
FEWEST_WORDS = 4

_WORD = re.compile(r"\w+")
# Who asks for help speaks of themselves, of others who might know, or of what is wrong.
_NEED = re.compile(
    r"\b(i|im|ive|my|we|our|me|us|ich|wir|mein\w*|uns\w*|mir|bei|je|j|mon|ma|mes|yo|mi|necesito|"
    r"io|ik|help|hilfe|anyone|anybody|someone|somebody|jemand|need|brauche|how|wie|what|was|where|"
    r"wo|when|wann|which|why|who|error|fehler|problem|issue|can|could|is|are|tell|show|looking|"
    r"question|frage)\b"
)


class Recogniser:
    """Tells questions from what people say otherwise."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None

    async def asks(self, text: str) -> bool:
        """Whether a message asks something; without a model by its words alone."""
        if logic.is_question(text):
            return True
        if len(_WORD.findall(text)) < FEWEST_WORDS or not _NEED.search(text.casefold()):
            return False
        return await self._means_to_ask(text)

    async def _means_to_ask(self, text: str) -> bool:
        known = await self._examples()
        rows = await self._embedder.embed([text], kind="query") if known is not None else None
        if rows is None or known is None:
            return False
        asking, saying = ((rows[0] @ examples.T).tolist() for examples in known)
        return _near(asking) - _near(saying) >= MARGIN

    async def _examples(self) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
        if self._known is None and self._embedder.available:
            asking = await self._embedder.embed(ASKING, kind="query")
            saying = await self._embedder.embed(SAYING, kind="query")
            if asking is not None and saying is not None:
                self._known = asking, saying
        return self._known


def _near(cosines: Sequence[float]) -> float:
    """How near a text is to its nearest examples."""
    return sum(sorted(cosines)[-NEAREST:]) / NEAREST

"""Searching by words and by meaning, and saying so when nothing is near."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.understanding.embeddings.embedder import LocalEmbedder
from bot.understanding.embeddings.meanings import StoredMeanings
from cogs.ideas.board.shelf import GUESSES, Shelf
from cogs.ideas.model import Draft, Words
from cogs.ideas.store import IdeaStore
from storage.embeddings import EmbeddingStore
from tests.support.community import Opener
from tests.support.databases import opened
from tests.support.scripted import ScriptedEmbedder

from .conftest import BRANCH, Stores
from .stage import ALONE, HERE, NOW, merged, propose


def shelf(stores: Stores, embedder: ScriptedEmbedder | None = None) -> Shelf:
    meanings = StoredMeanings(embedder or ScriptedEmbedder(), EmbeddingStore(stores.db))
    return Shelf(stores.ideas, meanings)


async def test_the_same_in_another_language_is_found(open_chat: Opener) -> None:
    same = {"dunkles": "dark", "brot": "bread", "pan": "bread", "oscuro": "dark"}
    chat = await open_chat(cogs=ALONE, embedder=ScriptedEmbedder(same))
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await propose(ana, "Dark bread")
    await propose(ana, "A bench outside")
    for words in ("dunkles Brot", "pan oscuro"):
        await ben.command("ideas search", words=words)
        found = await ben.told(f"Ideas about “{words}”:")
        assert found.buttons == ("#1",) and "Dark bread" in found.text


async def test_reasons_do_not_hide_that_two_wish_for_the_same(stores: Stores) -> None:
    found = shelf(stores)
    long = Words("Rye bread on Fridays", "Many of us would love it and buy it every week.")
    before = await stores.ideas.post(Draft(0, HERE, 7, 7, 5, long, NOW), NOW)
    asked = "Rye bread on Fridays"
    near, alike = [await look(HERE, asked, 3) for look in (found.nearest, found.alike)]
    assert near is not None and near[0][1] < 0.7
    assert alike is not None and alike == [(before.id, pytest.approx(1.0))]
    later = await stores.ideas.post(Draft(0, HERE, 7, 7, 5, replace(long, title="Corn"), NOW), NOW)
    await found.add(later)
    alike = await found.alike(HERE, "Corn", 3)
    assert alike is not None and alike[0] == (later.id, pytest.approx(1.0))


async def test_what_is_only_near_is_shown_as_a_guess(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana = await chat.person("Ana")
    for place in ("garden", "shop", "yard", "terrace"):
        await propose(ana, f"A bench for the {place}")
    for title in ("Dark bread", "Vegan croissants", "Order online"):
        await propose(ana, title)
    await ana.command("ideas search", words="bench zeppelin")
    near = await ana.told("No idea is about “bench zeppelin”. These come nearest:")
    assert len(near.buttons) == GUESSES and near.text.count("A bench for the") == GUESSES
    await ana.command("ideas search", words="zeppelin")
    none = await ana.told("No idea is about “zeppelin”. /idea posts yours.")
    assert none.buttons == ()


async def test_a_word_is_found_where_it_stands_also_within_another(stores: Stores) -> None:
    """A single rare word says little of a long text: it is found all the same."""
    for n in range(30):
        await stores.post(f"Something else number {n}")
    torte = await stores.post(
        "Kindergeburtstag mit Tortenbacken und vielem anderem für alle Kinder"
    )
    found = shelf(stores)
    assert await found.search(HERE, "torten", 5) == [torte.id]
    assert await found.search(HERE, "TORTEN kinder", 5) == [torte.id]
    assert await found.search(HERE, "torten zeppelin", 5) == []
    # too short to say anything
    assert await found.search(HERE, "en", 5) == []
    assert await found.search(HERE, "?!", 5) == []


async def test_words_are_found_without_a_model(stores: Stores) -> None:
    embedder = ScriptedEmbedder()
    embedder.available = False
    bench = await stores.post("A bench in front of the shop")
    await stores.post("Dark bread")
    found = shelf(stores, embedder)
    assert await found.nearest(HERE, "bench", 3) is None
    assert await found.search(HERE, "bench", 3) == [bench.id]
    looked = await found.look(HERE, "trench", 3)
    assert not looked.sure


async def test_of_one_that_was_put_into_another_the_other_is_found(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana = await chat.person("Ana")
    await propose(ana, "Dark bread")
    await propose(ana, "Pumpernickel please")
    await merged(chat.app.db, 2, 1)
    await ana.command("ideas search", words="pumpernickel")
    found = await ana.told("Ideas about “pumpernickel”:")
    assert found.buttons == ("#1",) and "Dark bread" in found.text


async def test_tags_are_found_and_new_ones_too(stores: Stores) -> None:
    one, two = await stores.post("Dark bread"), await stores.post("A bench outside")
    await stores.tags.put(one.id, ("kitchen",))
    found = shelf(stores)
    assert await found.search(HERE, "Kitchen", 5) == [one.id]
    await stores.tags.put(two.id, ("kitchen",))
    await found.add(await stores.now(two))
    assert await found.search(HERE, "Kitchen", 5) == [two.id, one.id]


async def test_the_shipped_model_finds_across_languages_and_keeps_silent_else(
    sqlite_url: str,
) -> None:
    """What `_EVEN` was chosen for: another model would need another number."""
    embedder = LocalEmbedder()
    async with opened(sqlite_url, BRANCH) as db:
        store = IdeaStore(db)
        words_of = {
            "A loyalty card with a free coffee after ten": "",
            "Monthly photo contest": "",
            "Deliver by cargo bike": "",
            "Ein Regal zum Büchertauschen": "",
            "Longer opening hours on Sunday": "Many of us work during the week.",
            "A bench in front of the shop": "To rest while waiting.",
        }
        numbers = {
            title: (await store.post(Draft(0, HERE, 7, 7, 5, Words(title, why), NOW), NOW)).id
            for title, why in words_of.items()
        }
        found = Shelf(store, StoredMeanings(embedder, EmbeddingStore(db)))
        for words, title in (
            ("tarjeta de fidelidad con café gratis", "A loyalty card with a free coffee after ten"),
            ("Fotowettbewerb", "Monthly photo contest"),
            ("livraison à vélo", "Deliver by cargo bike"),
            ("échange de livres", "Ein Regal zum Büchertauschen"),
            ("sonntags länger offen", "Longer opening hours on Sunday"),
        ):
            assert (await found.search(HERE, words, 5))[0] == numbers[title]
        looked = await found.look(HERE, "somewhere to sit outside", 5)
        assert [*looked.sure, *looked.near][0] == numbers["A bench in front of the shop"]
        for words in ("quantum physics", "divorce lawyer", "rocket launch"):
            assert await found.search(HERE, words, 5) == []
    await embedder.close()

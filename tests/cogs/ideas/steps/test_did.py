"""What became true is said when asked for, and on the first of the month."""

from __future__ import annotations

from sqlalchemy import select

from bot.api.people import Level
from storage.tables import audit
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener

from .furniture import WHY, decide, propose
from .test_reminders import asked, berlin, to

SAID = "You said, we did"


async def posts(chat: Community, channel: str = "ideas") -> list[Seen]:
    return [m for m in await chat.messages(channel) if SAID in m.text]


async def build(chat: Community, mo: Actor, number: int, reason: str = "It is there.") -> None:
    """Take an idea all the way."""
    await decide(chat, mo, number, "planned", "in_progress")
    await decide(chat, mo, number, "done", reason=reason)


async def test_did_says_what_became_true_with_credit(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await ana.command("did")
    await ana.told("Nothing became true in the last 90 days.")
    await ben.click(await propose(ana), "Support")
    await ben.told("You support #1")
    await build(chat, mo, 1, "From this Saturday on.")
    await ben.command("did")
    told = await ben.told("What became true in the last 90 days")
    assert "✅ #1 Gluten-free bread" in told.text
    assert "Idea by Ana · 1 member supported it" in told.text
    assert "From this Saturday on." in told.text and told.buttons == ("#1",)
    await ben.click(told, "#1")
    await ben.told("in progress → done")
    await chat.advance(days=91)
    await mo.command("did")
    await mo.told("Nothing became true in the last 90 days.")


async def test_a_done_idea_that_was_a_slip_did_not_become_true(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await build(chat, mo, 1)
    await decide(chat, mo, 1, "in_progress")
    await ana.command("did")
    await ana.told("Nothing became true in the last 90 days.")


async def test_the_month_is_told_on_the_first_of_the_next(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"ideas": {"similar_shown": 0}})
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    for title in ("Gluten-free bread", "A bench outside", "A zeppelin", "Opera", "Silence"):
        await propose(ana, title)
    await ben.command("idea", title="Rolls without wheat")
    await ben.sees("ideas", "Rolls without wheat")
    await mo.command("ideas merge", idea="6", into="1")
    await mo.told("#6")
    await build(chat, mo, 1)
    await decide(chat, mo, 2, "planned")
    await decide(chat, mo, 3, "declined")
    await decide(chat, mo, 4, "not_now")
    await to(chat, berlin(6, 1, 8))
    assert await posts(chat) == []
    await to(chat, berlin(6, 1, 9))
    [post] = await posts(chat)
    assert "May 1, 2026 to May 31, 2026" in post.text
    assert "✅ #1 Gluten-free bread" in post.text and "Idea by Ana, Ben" in post.text
    assert "Under way now\n📌 #2 A bench outside" in post.text
    assert "1 idea was declined. For 1 idea it is too early." in post.text
    assert "Silence" not in post.text and "zeppelin" not in post.text
    assert post.buttons == ("#1", "Declined ideas", "Not now")
    await ben.click(post, "Declined ideas")
    await ben.click(await ben.told("Declined ideas"), "#3")
    assert WHY in (await ben.told("new → declined")).text
    await chat.restart()
    await to(chat, berlin(6, 3))
    assert len(await posts(chat)) == 1
    # June had nothing to say
    await to(chat, berlin(7, 2))
    assert len(await posts(chat)) == 1


async def test_anonymous_and_former_members_are_not_named(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    async with chat.app.db.write() as conn:
        await conn.exec_driver_sql("UPDATE ideas SET anonymous = 1")
    await build(chat, mo, 1)
    await to(chat, berlin(6, 1, 9))
    [post] = await posts(chat)
    assert "Idea by a member who wishes not to be named" in post.text and "Ana" not in post.text
    async with chat.app.db.write() as conn:
        await conn.exec_driver_sql("UPDATE ideas SET anonymous = 0, author_id = NULL")
    await ana.command("did")
    assert "Idea by a former member" in (await ana.told("What became true")).text
    async with chat.app.db.write() as conn:
        await conn.exec_driver_sql("UPDATE ideas SET source = 'fider:12'")
    await mo.command("did")
    told = await mo.told("What became true")
    assert "Brought along from Fider" in told.text and "former member" not in told.text


async def test_a_downtime_over_the_first_is_made_up_for(chat: Community) -> None:
    """Over two firsts: one post for both months."""
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await build(chat, mo, 1)

    async def away() -> None:
        chat.clock.at = berlin(7, 5, 15)

    await chat.restart(away)
    await chat.advance(seconds=30)
    [post] = await posts(chat)
    assert "May 1, 2026 to June 30, 2026" in post.text
    await chat.restart()
    await to(chat, berlin(7, 8))
    assert len(await posts(chat)) == 1


async def test_a_round_that_runs_twice_says_everything_once(chat: Community) -> None:
    """As after a crash between posting and noting that it was posted."""
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await mo.command(
        "ideas status", idea="1", status="planned", reason=WHY, owner=ana, due="2026-05-31 12:00"
    )
    await mo.told("Done: #1")
    await to(chat, berlin(6, 1, 9))
    for _ in range(2):
        async with chat.app.db.write() as conn:
            await conn.exec_driver_sql("UPDATE ideas SET asked_at = NULL")
        data = {"community": await chat.id, "since": "2026-06-01"}
        await chat.app.book.cogs["ideas"].run_round(data, 0)  # type: ignore[attr-defined]
        await chat.settle()
    assert len(await posts(chat)) == 1
    assert len(await asked(chat)) == 1
    assert len([told for told in ana.told_so_far() if "was planned for" in told]) == 1
    async with chat.app.db.read() as conn:
        rows = list(await conn.execute(select(audit).where(audit.c.action == "ideas.did")))
    assert [row.target for row in rows] == ["ideas:2026-06"]


async def test_a_month_without_anything_is_not_talked_about(chat: Community) -> None:
    ana = await chat.person("Ana")
    await propose(ana)
    await to(chat, berlin(6, 2))
    assert await posts(chat) == []


async def test_a_month_in_which_nothing_became_true_is_honest(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await decide(chat, mo, 1, "declined")
    await to(chat, berlin(6, 2))
    [post] = await posts(chat)
    assert "Nothing became true this time." in post.text
    assert "1 idea was declined." in post.text


async def test_it_can_be_switched_off_and_looked_at_before(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"ideas": {"did_monthly": False}})
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await mo.command("did", preview=True)
    await mo.told("Nothing was decided this month")
    await propose(ana)
    await build(chat, mo, 1)
    await mo.command("did", preview=True)
    assert "May 1, 2026 to May 28, 2026" in (await mo.told(SAID)).text
    await ana.command("did", preview=True)
    await ana.told("Only moderators see the monthly post before it is posted.")
    await to(chat, berlin(6, 2))
    assert await posts(chat) == []


async def test_points_are_shown_with_their_rules_to_oneself_alone(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await ana.command("ideas points")
    told = await ana.told("You have 0 points.")
    assert "5 – when it becomes true" in told.text
    await ben.click(await propose(ana), "Support")
    await ben.told("You support #1")
    await build(chat, mo, 1)
    await ana.command("ideas points")
    told = await ana.told("You have 8 points.")
    assert "5 – your idea #1 Gluten-free bread became true" in told.text
    assert "1 – you posted #1 Gluten-free bread" in told.text
    await ben.command("ideas points")
    told = await ben.told("You have 1 point.")
    assert "1 – you supported #1 Gluten-free bread, which became true" in told.text
    assert "nobody else sees yours" in told.text
    await decide(chat, mo, 1, "in_progress")
    await ben.command("ideas points")
    await ben.told("You have 0 points.")

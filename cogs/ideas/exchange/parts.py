"""The parts that the pages of the board are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.api.boards.pages import Content, El, PageLink, el, meter, to
from bot.api.text import CommandHint, Join, Moment, N, T, Text, bold, clip

from ..board.cards import MARKS, support
from ..model import OPEN, STATUS_NAMES, Change, Idea, Status
from .store import Standing

TEASER = 280
PATH, FEED, DATA = "ideas", "ideas.rss", "ideas.json"


@dataclass(frozen=True, slots=True)
class View:
    """One list: which ideas, what it is called, and what is said above it and when it is empty."""

    statuses: tuple[Status, ...]
    title: T
    lead: T
    by_support: bool = True


VIEWS: Mapping[str, View] = {
    "open": View(OPEN, T("Open"), T("What members would like, with the most support first.")),
    "planned": View(
        ("planned",), T("Planned"), T("What is going to happen, and when as far as we know.")
    ),
    "in_progress": View(
        ("in_progress",), T("In progress"), T("What is being worked on right now.")
    ),
    "done": View(
        ("done",),
        T("You said, we did"),
        T("What came true because somebody asked for it, the latest first."),
        by_support=False,
    ),
    "not_now": View(
        ("not_now",),
        T("Not now"),
        T("What has to wait, and why. Support still counts: it can come back."),
    ),
    "declined": View(
        ("declined",),
        T("Declined"),
        T("What is not going to happen, and why."),
        by_support=False,
    ),
}


def credit(idea: Idea, names: Mapping[int, str]) -> Text:
    """Whose idea it was, as far as that may be said."""
    if idea.anonymous:
        return T("Idea by a member who wishes not to be named")
    if (name := names.get(idea.author_id or 0)) is not None:
        return T("Idea by {author}", author=name)
    if idea.origin:
        return T("Brought along from {where}", where=idea.origin)
    return T("Idea by a former member")


# ---- parts of a list


def _link(words: Text, show: str, tag: str = "", at: int = 1, *, current: bool = False) -> PageLink:
    """To a part of the board."""
    query = {"show": show, "tag": tag, "at": str(at) if at > 1 else ""}
    asked = {name: value for name, value in query.items() if value}
    return PageLink(PATH, (words,), asked, current=current)


def tabs(chosen: str, tag: str, counts: Mapping[Status, int]) -> El:
    links = [
        _link(
            T("{list} ({n})", list=view.title, n=number(view, counts)),
            name,
            tag,
            current=name == chosen,
        )
        for name, view in VIEWS.items()
    ]
    return el("nav", *links, css="tabs", label=T("What became of them"))


def tag_row(chosen: str, tag: str, tags: Sequence[str]) -> El | None:
    if not tags and not tag:
        return None
    offered = tags if not tag or tag in tags else [tag, *tags]
    links: list[Content] = [_tag(one, chosen, one == tag) for one in offered]
    if tag:
        links.append(_link(T("All tags"), chosen))
    return el("nav", *links, css="facts", label=T("Tags"))


def _tag(tag: str, chosen: str, current: bool) -> PageLink:
    return _link(bold(f"#{tag}") if current else f"#{tag}", chosen, tag, current=current)


def card(standing: Standing, names: Mapping[int, str], most: int) -> El:
    """An idea in a list; with a bar for its support, of `most`, unless that is 0."""
    idea = standing.idea
    teaser = clip(idea.words.details, TEASER)
    return el(
        "li",
        el("h2", to(f"{PATH}/{idea.id}", f"#{idea.id} {idea.words.title}")),
        el("p", teaser) if teaser else None,
        el("blockquote", idea.reason) if idea.reason else None,
        meter(idea.votes, most, support(idea)) if most else None,
        el("div", *facts(idea), css="facts"),
        el("p", el("small", credit(idea, names), " · ", Moment(standing.changed_at, "date"))),
        css="card",
        id=f"idea-{idea.id}",
    )


def facts(idea: Idea) -> list[Content]:
    """Status, support, dates and tags; not who sees to it."""
    if idea.merged_into is not None:
        root = to(f"{PATH}/{idea.root}", f"#{idea.root}")
        return [el("span", T("Part of another idea now:"), " ", root)]
    status = Join((MARKS[idea.status], STATUS_NAMES[idea.status]), " ")
    facts: list[Content] = [el("span", status, css="badge"), el("span", support(idea))]
    if idea.comments:
        facts.append(el("span", N("{n} comment", "{n} comments", idea.comments)))
    if idea.due_at is not None and idea.status in OPEN:
        due = Moment(idea.due_at, "date")
        facts.append(el("span", T("planned for {date}", date=due)))
    facts += [to(PATH, f"#{tag}", tag=tag) for tag in idea.tags]
    return facts


def nothing() -> El:
    hint = CommandHint("idea")
    return el("p", T("Nothing here yet. {command} posts an idea.", command=hint), css="empty")


def turns(chosen: str, tag: str, page: int, pages: int) -> El | None:
    if pages == 1:
        return None
    links: list[Content] = []
    if page > 1:
        links.append(_link(T("◀ Back"), chosen, tag, page - 1))
    links.append(el("span", T("{page} of {pages}", page=page, pages=pages)))
    if page < pages:
        links.append(_link(T("More ▶"), chosen, tag, page + 1))
    return el("nav", *links, css="tabs", label=T("Pages"))


def elsewhere() -> El:
    return el(
        "p",
        el("small", T("For other programs:"), " ", to(FEED, "RSS"), " · ", to(DATA, "JSON")),
    )


# ---- parts of an idea


def audience(idea: Idea) -> El | None:
    if not idea.words.audience:
        return None
    return el("p", T("For: {audience}", audience=idea.words.audience))


def story(idea: Idea, history: Sequence[Change]) -> list[Content | None]:
    """What became of it, from its beginning on."""
    first = el("li", T("{when}: posted", when=Moment(idea.created_at, "date")))
    steps = [
        el("li", _step(step), el("blockquote", step.reason) if step.reason else None)
        for step in history
    ]
    # what is known of ideas from elsewhere is often their answer alone
    bare = el("blockquote", idea.reason) if idea.reason and not history else None
    return [el("h2", T("What became of it")), bare, el("ul", first, *steps)]


def _step(step: Change) -> Text:
    when = Moment(step.at, "date")
    if step.before == step.after and step.due_at is not None:
        return Join((when, T("planned for {date}", date=Moment(step.due_at, "date"))), ": ")
    return T(
        "{when}: {before} → {after}",
        when=when,
        before=STATUS_NAMES[step.before],
        after=bold(STATUS_NAMES[step.after]),
    )


def parts_of(found: Sequence[Idea]) -> list[Content | None]:
    """The ideas that were put into one."""
    if not found:
        return []
    links = [el("li", to(f"{PATH}/{i.id}", f"#{i.id} {i.words.title}")) for i in found]
    return [el("h2", T("Part of it")), el("ul", *links)]


def number(view: View, counts: Mapping[Status, int]) -> int:
    """How many ideas a list has."""
    return sum(counts.get(status, 0) for status in view.statuses)

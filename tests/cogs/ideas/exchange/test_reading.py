"""Reading the exports of Fider and Canny: what becomes of each column, and of each mistake."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cogs.ideas.board.tagging import checked_tags
from cogs.ideas.exchange.reading import Unreadable, read
from cogs.ideas.exchange.rows import BadRow, moment
from cogs.ideas.model import MAX_DETAILS, MAX_TITLE

from .exports import FIDER, canny, fider, sheet

MARCH = int(datetime(2024, 3, 1, 9, 30, tzinfo=UTC).timestamp() * 1000)


def test_an_idea_of_fider_with_all_that_is_known_of_it() -> None:
    found = read(
        fider(
            {
                "number": 12,
                "title": "Rye bread, on Fridays",
                "description": 'It keeps longer.\r\n\r\n"Please"; my knees\thurt.',
                "votes_count": 41,
                "status": "started",
                "responded_by": "Bo Staff",
                "responded_at": "2024-04-01T09:30:00Z",
                "response": "We are trying recipes.",
                "tags": "Bread, weekly order",
            }
        ).encode()
    )
    assert (found.kind, found.bad, found.deleted) == ("fider", [], 0)
    (idea,) = found.ideas
    assert (idea.source, idea.title) == ("fider:12", "Rye bread, on Fridays")
    assert idea.details == 'It keeps longer.\n\n"Please"; my knees\thurt.'
    assert (idea.status, idea.reason) == ("in_progress", "We are trying recipes.")
    assert (idea.votes, idea.tags) == (41, ("bread", "weekly-order"))
    assert (idea.created_at, idea.answered_at) == (MARCH, MARCH + 31 * 86_400_000)
    assert not (idea.cut or idea.guessed or idea.original)
    assert "Wilma" not in repr(found) and "Bo Staff" not in repr(found)


def test_an_idea_of_canny_is_known_by_its_address() -> None:
    row = {
        "Title": "Rye bread",
        "Votes": "17",
        "Status": "under review",
        "Category": "Bread",
        "Tags": "customer request; bread",
        "URL": "https://bakery.canny.example/wishes/p/rye-bread",
    }
    found = read(canny(row).encode())
    (idea,) = found.ideas
    assert (found.kind, idea.source, idea.votes) == ("canny", "canny:rye-bread", 17)
    assert (idea.status, idea.tags) == ("new", ("customer-request", "bread"))
    assert idea.created_at == MARCH and "Wilma" not in repr(found)


def test_a_post_of_canny_without_number_and_address_stays_the_same_one() -> None:
    row = {"Title": "Rye bread"}
    one, again = (read(canny({**row, "Votes": n}).encode()).ideas[0] for n in (1, 9))
    other = read(canny({**row, "Created": "2024-03-02"}).encode()).ideas[0]
    assert one.source == again.source != other.source


def test_other_names_of_the_columns_of_canny() -> None:
    header = ("post_id", "Post Title", "post_details", "Score", "post-status", "Date Created")
    row = dict(zip(header, ("65af", "Rye", "Yes", 4, "complete", "Mar 1, 2024"), strict=True))
    (idea,) = read(sheet(header, [row]).encode()).ideas
    assert (idea.source, idea.title, idea.votes, idea.status) == ("canny:65af", "Rye", 4, "done")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings(separator: str, encoding: str) -> None:
    text = fider({"number": 1, "title": "Brötchen für Käte; frisch, warm"}, separator=separator)
    (idea,) = read(text.encode(encoding)).ideas
    assert idea.title == "Brötchen für Käte; frisch, warm"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_everything_in_quotes(separator: str) -> None:
    """As spreadsheets write it when told to quote all text."""
    names, cells = ("number", "title", "status", "votes_count"), ("1", "Rye, warm", "open", "3")
    text = "\r\n".join(separator.join(f'"{one}"' for one in row) for row in (names, cells))
    (idea,) = read(text.encode()).ideas
    assert (idea.source, idea.title, idea.votes) == ("fider:1", "Rye, warm", 3)


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("open", "new"),
        ("planned", "planned"),
        ("Started", "in_progress"),
        ("in progress", "in_progress"),
        ("completed", "done"),
        ("Complete", "done"),
        ("declined", "declined"),
        ("closed", "declined"),
        ("on hold", "not_now"),
        ("", "new"),
    ],
)
def test_statuses(there: str, here: str) -> None:
    (idea,) = read(fider({"number": 1, "title": "Rye", "status": there}).encode()).ideas
    assert (idea.status, idea.guessed) == (here, "")


def test_a_status_of_their_own_is_new_and_named() -> None:
    (idea,) = read(fider({"number": 1, "title": "Rye", "status": "Baking soon"}).encode()).ideas
    assert (idea.status, idea.guessed) == ("new", "Baking soon")


def test_duplicates_name_their_original_and_their_votes_are_there_already() -> None:
    rows = {"number": 2, "title": "Rye", "status": "duplicate", "original_number": 1}
    (idea,) = read(fider(rows).encode()).ideas
    assert (idea.status, idea.original, idea.votes) == ("new", "fider:1", 0)


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("Customer Request, #Bread; bread", ("customer-request", "bread")),
        ("a/b:c, 12, ---", ("a-b-c",)),
        ("the opening hours of the shop", ("the-opening-hours-of",)),
        ("Öffnungszeitenäänderung", ("öffnungszeitenäänder",)),
        ("日本語のとても長いタグです", ("日本語のとても長",)),
        ("a, b, c, d, e, f", ("a", "b", "c", "d", "e")),
    ],
)
def test_tags_become_such_as_members_can_use(there: str, here: tuple[str, ...]) -> None:
    (idea,) = read(fider({"number": 1, "title": "Rye", "tags": there}).encode()).ideas
    assert idea.tags == here == checked_tags(" ".join(idea.tags))


def test_what_was_deleted_there_is_counted_alone() -> None:
    found = read(fider({"number": 1, "title": "Rye", "status": "deleted"}).encode())
    assert (found.ideas, found.bad, found.deleted) == ([], [], 1)


def test_rows_that_cannot_be_taken_are_named_by_line_and_reason() -> None:
    text = fider(
        {"number": 1, "title": "Rye\r\nbread\r\non Fridays"},  # three lines of the file
        {"number": 2, "title": "..."},
        {"number": "", "title": "No number"},
        {"number": 3, "title": "Many", "votes_count": "a lot"},
        {"number": 4, "title": "When", "created_at": "last week"},
        {"number": 1, "title": "Again"},
        {"number": 5, "title": "Fine"},
        {"number": 6, "title": "Less than none", "votes_count": -1},
    )
    found = read((text + "\r\n7,too short\r\n").encode())
    assert [idea.source for idea in found.ideas] == ["fider:1", "fider:5"]
    assert found.ideas[0].title == "Rye bread on Fridays"
    assert found.bad == [
        (5, "it has no title"),
        (6, "it has no number"),
        (7, "“a lot” is no number for votes"),
        (8, "“last week” is no date that I can read; 2024-05-31 would be one"),
        (9, "1 was there already"),
        (11, "“-1” is no number for votes"),
        (13, "it has 2 columns instead of 14"),
    ]


def test_what_looks_like_a_formula_is_text() -> None:
    words = {"title": '=HYPERLINK("http://x.example")', "description": "@SUM(1+1)"}
    (idea,) = read(fider({"number": 1, **words}).encode()).ideas
    assert (idea.title, idea.details) == tuple(words.values())


def test_what_no_chat_shows_is_left_out() -> None:
    (idea,) = read(fider({"number": 1, "title": "Rye\x07 br\x1bead"}).encode()).ideas
    assert idea.title == "Rye bread"


def test_what_is_too_long_is_cut_and_the_whole_title_kept() -> None:
    long = {"title": "rye " * 50, "description": "x" * 2000, "response": "y" * 900}
    (idea,) = read(fider({"number": 1, **long}).encode()).ideas
    assert idea.cut and len(idea.title) <= MAX_TITLE and len(idea.details) <= MAX_DETAILS
    assert idea.details.startswith("rye rye") and "\n\nxxx" in idea.details
    (tidy,) = read(fider({"number": 1, "title": "Rye"}).encode()).ideas
    assert not tidy.cut


def test_the_oldest_idea_comes_first() -> None:
    rows = [{"number": n, "title": "Rye", "created_at": f"2024-0{n}-01"} for n in (3, 1, 2)]
    assert [idea.source for idea in read(fider(*rows).encode()).ideas] == [
        "fider:1",
        "fider:2",
        "fider:3",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01T09:30:00Z",
        "2024-03-01 09:30:00",
        "2024-03-01 09:30:00 UTC",
        "2024-03-01T10:30:00+01:00",
        "Fri, 01 Mar 2024 09:30:00 GMT",
        "Fri Mar 01 2024 09:30:00 GMT+0000 (Coordinated Universal Time)",
    ],
)
def test_moments(text: str) -> None:
    assert moment(text) == MARCH


@pytest.mark.parametrize("text", ["2024-03-01", "Mar 1, 2024", "March 1, 2024", "2024/03/01"])
def test_days(text: str) -> None:
    assert moment(text) == MARCH - int(9.5 * 3_600_000)


@pytest.mark.parametrize("text", ["01/02/2024", "soon", "0001-01-01", "9999999999", "2024-02-31"])
def test_dates_that_nobody_can_be_sure_of(text: str) -> None:
    with pytest.raises(BadRow):
        moment(text)


def test_files_of_which_nothing_can_be_made() -> None:
    with pytest.raises(Unreadable, match="fider has at least number, title, status, votes_count"):
        read(b"a,b,c\n1,2,3\n")
    with pytest.raises(Unreadable, match="canny has at least title, status, votes"):
        read(b"")
    with pytest.raises(Unreadable, match="its first line does not name the columns"):
        read(fider({"number": 1, "title": "Rye"}).encode(), "canny")
    with pytest.raises(Unreadable, match="not a text file"):
        read(b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    whole = fider({"number": 1, "title": "Rye"}, {"number": 2, "title": 'So "called" bread'})
    cut_off = whole.encode()[: whole.index("called") + 3]
    with pytest.raises(Unreadable, match="begins on line 3 do not match"):
        read(cut_off)


def test_a_file_with_a_header_alone_has_no_ideas() -> None:
    found = read((",".join(FIDER) + "\n\n").encode())
    assert (found.ideas, found.bad) == ([], [])

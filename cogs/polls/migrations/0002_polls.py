"""Ballots apart from who has voted, rules, results with records, answers of members.

Upwards, what is under way goes on: each vote becomes a ballot of the same member. Of closed polls
the published counts become the result, and their votes, which had names, are deleted. Downwards,
counts and votes of what 0001 can hold come back (one answer, several, yes or no; open polls only
where ballots have names); other polls are deleted.
"""

import json
from collections import defaultdict
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "polls_0002"
down_revision = "polls_0001"
branch_labels = None
depends_on = None

HOUR_MS = 3_600_000
RULES = {
    "secrecy": "private",
    "hidden": False,
    "voters": "everyone",
    "quorum": 0,
    "quorum_percent": 0,
    "threshold": 0,
    "budget": 5,
    "add_options": False,
    "remind": False,
}
PLAIN = ("single", "multiple", "yesno")  # what 0001 can count
Rows = list[dict[str, Any]]


def _table(name: str, *columns: str) -> sa.TableClause:
    types: dict[str, Any] = {"result": sa.JSON, "key": sa.LargeBinary}
    return sa.table(name, *(sa.column(each, types.get(each)) for each in columns))


POLLS = _table("polls", "id", "kind", "rules", "state", "voters")
OPTIONS = _table("polls_options", "poll_id", "position", "votes")
VOTES = _table("polls_votes", "poll_id", "member_id", "slot", "position", "voted_at")
BALLOTS = _table("polls_ballots", "poll_id", "key", "marks", "member_id")
VOTED = _table("polls_voted", "poll_id", "member_id", "voted_at")
TURNOUT = _table("polls_turnout", "poll_id", "hour", "voters")
RESULTS = _table("polls_results", "poll_id", "result", "outcome")


def upgrade() -> None:
    with op.batch_alter_table("polls") as batch:
        batch.add_column(sa.Column("rules", sa.Text, nullable=False, server_default="{}"))
        batch.add_column(sa.Column("key_name", sa.Text))
        batch.add_column(sa.Column("key_check", sa.LargeBinary))
    _make_tables()
    _carry_over()
    with op.batch_alter_table("polls") as batch:
        batch.alter_column("rules", server_default=None)
        batch.drop_column("kind")
        batch.drop_column("voters")
    with op.batch_alter_table("polls_options") as batch:
        batch.add_column(sa.Column("member_id", sa.BigInteger))
        batch.drop_column("votes")
    op.drop_table("polls_votes")


def _make_tables() -> None:
    op.create_table(
        "polls_ballots",
        _part("poll_id"),
        sa.Column("key", sa.LargeBinary, primary_key=True),
        _needed("marks", sa.Text),
        sa.Column("member_id", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "polls_voted",
        _part("poll_id"),
        _part("member_id"),
        _needed("voted_at"),
        sqlite_with_rowid=False,
    )
    op.create_table("polls_turnout", _part("poll_id"), _part("hour"), _needed("voters", sa.Integer))
    op.create_table(
        "polls_results",
        _part("poll_id"),
        _needed("result", sa.JSON),
        _needed("outcome", sa.Text),
        sa.Column("record", sa.Text),
        sa.Column("fingerprint", sa.Text),
    )
    for table in ("ballots", "voted"):
        op.create_index(f"ix_polls_{table}_member_id", f"polls_{table}", ["member_id"])


def _part(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False)


def _needed(name: str, kind: Any = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


# ---- carrying over


def _carry_over() -> None:
    conn = op.get_bind()
    given: defaultdict[int, Rows] = defaultdict(list)
    for vote in conn.execute(sa.select(VOTES)).mappings():
        given[vote["poll_id"]].append(dict(vote))
    counts: defaultdict[int, list[int]] = defaultdict(list)
    for option in conn.execute(sa.select(OPTIONS).order_by(OPTIONS.c.poll_id, OPTIONS.c.position)):
        counts[option.poll_id].append(option.votes or 0)
    for poll in conn.execute(sa.select(POLLS)).all():
        rules = json.dumps({"kind": poll.kind, **RULES}, separators=(",", ":"))
        conn.execute(sa.update(POLLS).where(POLLS.c.id == poll.id).values(rules=rules))
        first = _first_votes(given[poll.id])
        if poll.state == "open":
            _insert(VOTED, [{"poll_id": poll.id, **row} for row in first])
            _insert(BALLOTS, _ballots(poll.id, given[poll.id]))
        else:
            hours: defaultdict[int, int] = defaultdict(int)
            for row in first:
                hours[row["voted_at"]] += 1
            _insert(
                TURNOUT, [{"poll_id": poll.id, "hour": h, "voters": n} for h, n in hours.items()]
            )
            _insert(RESULTS, [_result(poll.id, poll.voters or 0, counts[poll.id])])


def _first_votes(votes: Rows) -> Rows:
    at: dict[int, int] = {}
    for vote in votes:
        hour = vote["voted_at"] - vote["voted_at"] % HOUR_MS
        at[vote["member_id"]] = min(hour, at.get(vote["member_id"], hour))
    return [{"member_id": member, "voted_at": hour} for member, hour in at.items()]


def _ballots(poll_id: int, votes: Rows) -> Rows:
    chosen: defaultdict[int, set[int]] = defaultdict(set)
    for vote in votes:
        chosen[vote["member_id"]].add(vote["position"])
    return [
        {
            "poll_id": poll_id,
            "key": member.to_bytes(8, "big"),
            "marks": ",".join(str(int(i in mine)) for i in range(max(mine) + 1)),
            "member_id": member,
        }
        for member, mine in chosen.items()
    ]


def _result(poll_id: int, voters: int, votes: list[int]) -> dict[str, Any]:
    best = max(votes, default=0)
    level = [i for i, n in enumerate(votes) if n == best] if best else []
    result = {
        "voters": voters,
        "scores": [str(n) for n in votes],
        "shares": [str(Fraction(n, voters) if voters else Fraction(0)) for n in votes],
        "level": level,
        "winners": level,
        "winner": level[0] if len(level) == 1 else None,  # nobody drew lots then
        "lot": len(level) > 1,
        "detail": [],
        "rounds": [],
    }
    outcome = ("nobody", "decided")[len(level)] if len(level) < 2 else "tie"
    return {"poll_id": poll_id, "result": result, "outcome": outcome}


def _insert(table: sa.TableClause, rows: Rows) -> None:
    if rows:
        op.get_bind().execute(sa.insert(table), rows)


# ---- and back


def downgrade() -> None:
    op.create_table(
        "polls_votes",
        sa.Column("poll_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("voted_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_polls_votes_member_id", "polls_votes", ["member_id"])
    with op.batch_alter_table("polls") as batch:
        batch.add_column(sa.Column("kind", sa.Text, nullable=False, server_default="single"))
        batch.add_column(sa.Column("voters", sa.Integer))
    with op.batch_alter_table("polls_options") as batch:
        batch.add_column(sa.Column("votes", sa.Integer))
    _carry_back()
    with op.batch_alter_table("polls") as batch:
        batch.alter_column("kind", server_default=None)
        for name in ("rules", "key_name", "key_check"):
            batch.drop_column(name)
    with op.batch_alter_table("polls_options") as batch:
        batch.drop_column("member_id")
    for name in ("ballots", "results", "turnout", "voted"):
        op.drop_table(f"polls_{name}")


def _carry_back() -> None:
    conn = op.get_bind()
    for poll in conn.execute(sa.select(POLLS)).all():
        rules = json.loads(poll.rules)
        kind, of_poll = rules["kind"], POLLS.c.id == poll.id
        unnamed = poll.state == "open" and rules["secrecy"] == "anonymous"
        if kind not in PLAIN or unnamed:
            conn.execute(sa.delete(OPTIONS).where(OPTIONS.c.poll_id == poll.id))
            conn.execute(sa.delete(POLLS).where(of_poll))
            continue
        plain = "multiple" if kind == "multiple" else "single"
        values = {"kind": plain}
        if poll.state == "open":
            _insert(VOTES, _votes(poll.id, plain))
        else:
            kept = sa.select(RESULTS.c.result).where(RESULTS.c.poll_id == poll.id)
            result = conn.execute(kept).scalar_one()
            values["voters"] = result["voters"]
            for position, score in enumerate(result["scores"]):
                here = sa.and_(OPTIONS.c.poll_id == poll.id, OPTIONS.c.position == position)
                conn.execute(sa.update(OPTIONS).where(here).values(votes=int(score)))
        conn.execute(sa.update(POLLS).where(of_poll).values(values))


def _votes(poll_id: int, kind: str) -> Rows:
    query = (
        sa.select(BALLOTS.c.marks, VOTED.c.member_id, VOTED.c.voted_at)
        .where(BALLOTS.c.poll_id == poll_id, VOTED.c.poll_id == poll_id)
        .where(BALLOTS.c.member_id == VOTED.c.member_id)
    )
    return [
        {
            "poll_id": poll_id,
            "member_id": row.member_id,
            "slot": position if kind == "multiple" else 0,
            "position": position,
            "voted_at": row.voted_at,
        }
        for row in op.get_bind().execute(query)
        for position, mark in enumerate(row.marks.split(","))
        if mark != "0"
    ]

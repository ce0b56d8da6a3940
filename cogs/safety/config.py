"""Settings of safety."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.api.cog import CogConfig

Mode = Literal["off", "observe", "suggest", "act"]
Strictness = Literal["relaxed", "standard", "strict"]
Measure = Literal["delete", "time_out"]

Chance = Annotated[float, Field(ge=0, le=1)]

NOTABLE = 0.2
"""What a message must score at least to be remembered as aimed at somebody."""

FromScore = Annotated[float, Field(ge=NOTABLE, le=1)]


class Part(BaseModel):
    """A group of settings that belong together, given as one table."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class Repeated(Part):
    """One author goes after one person: so many `messages` of at least `from_score` in so many
    `minutes`, unless the other answers in kind at least the share `banter` of them."""

    enabled: bool = True
    minutes: int = Field(60, ge=5, le=10_080)
    messages: int = Field(3, ge=2, le=50)
    from_score: FromScore = 0.4
    banter: float = Field(0.5, gt=0, le=10)


class PileOn(Part):
    """Several `authors` go after one person within so many `minutes`, each with at least
    `from_score`; whom the person answers in kind from the share `banter` on does not count."""

    enabled: bool = True
    minutes: int = Field(30, ge=1, le=1440)
    authors: int = Field(3, ge=2, le=50)
    from_score: FromScore = 0.4
    banter: float = Field(0.5, gt=0, le=10)


class Evasion(Part):
    """What was decided against comes back within so many `minutes`, perhaps in disguise, or what
    was deleted and had at least `from_score` (authors correct themselves, too)."""

    enabled: bool = True
    minutes: int = Field(1440, ge=5, le=10_080)
    from_score: Chance = 0.4


class Flood(Part):
    """One author writes so many `messages` within so many `seconds`."""

    enabled: bool = True
    seconds: int = Field(10, ge=2, le=600)
    messages: int = Field(8, ge=3, le=100)


class MentionBomb(Part):
    """One author calls so many `people` within so many `seconds`."""

    enabled: bool = True
    seconds: int = Field(60, ge=2, le=3600)
    people: int = Field(8, ge=3, le=100)


class NewcomerLink(Part):
    """Somebody who came less than so many `minutes` ago posts a link."""

    enabled: bool = True
    minutes: int = Field(60, ge=1, le=43_200)


class Copies(Part):
    """The same text in so many `channels` within so many `minutes`; without a link only from so
    many `letters` on, for many say "good morning"."""

    enabled: bool = True
    minutes: int = Field(10, ge=1, le=1440)
    channels: int = Field(3, ge=2, le=50)
    letters: int = Field(20, ge=0, le=1000)


class Door(Part):
    """So many `joins` within so many `seconds` make joining slow for so many `minutes`."""

    enabled: bool = True
    joins: int = Field(15, ge=3, le=10_000)
    seconds: int = Field(60, ge=5, le=3600)
    minutes: int = Field(30, ge=1, le=1440)


class Step(Part):
    """A rung of the ladder: so many `warnings` in so many `days` make the card `suggest` a time-out
    of so many `seconds`, or a ban."""

    warnings: int = Field(ge=1, le=50)
    days: int = Field(30, ge=1, le=3650)
    suggest: Literal["time_out", "ban"] = "time_out"
    seconds: int = Field(3600, ge=60, le=28 * 86_400)


LADDER = (
    Step(warnings=3, days=30, suggest="time_out", seconds=3600),
    Step(warnings=5, days=60, suggest="ban"),
)


class SafetyConfig(CogConfig):
    """Settings of safety. Unless a label's mode is "act", people decide about everything."""

    mode: Mode = Field(
        "suggest",
        description="off: no message is looked at; observe: only count what would be flagged; "
        "suggest: show moderators what is flagged; act: also do what `act_with` says, from "
        "`act_from` on",
    )
    modes: dict[str, Mode] = Field(
        default_factory=dict,
        description="A mode of its own for a label, instead of `mode`; for example "
        '{"obscene": "off", "threat": "act"}',
    )
    act_from: Chance = Field(
        0.98,
        description="In the mode act: from which score on the bot acts at once; the member is told "
        "and can appeal, and people with moderator rights are never acted on",
    )
    act_with: Measure = Field("delete", description="What the bot does in the mode act")
    strictness: Strictness = Field(
        "standard", description="How easily a message is flagged: relaxed, standard or strict"
    )
    alerts_a_week: int | None = Field(
        None,
        ge=1,
        le=1000,
        examples=[5],
        description="Aim at about so many alerts a week, by the scores of the last four weeks, "
        "instead of `strictness`",
    )
    thresholds: dict[str, Chance] = Field(
        default_factory=dict,
        description="From which score on (0 to 1) a label is flagged, instead of the model's own "
        'threshold; for example {"toxicity": 0.9}',
    )
    learn: bool = Field(
        True,
        description="Let decisions move the thresholds a little: dismissed alerts make their "
        "labels rarer, those acted on more frequent; /safety thresholds shows and undoes it",
    )
    gather_minutes: int = Field(
        15,
        ge=0,
        le=1440,
        description="What one author writes within so many minutes, or several against one person, "
        "joins one open alert instead of making new ones",
    )
    score_days: int = Field(
        30,
        ge=1,
        le=365,
        description="Days that scores (never texts) are kept for /safety replay, `alerts_a_week` "
        "and, after a restart, patterns",
    )
    repeated: Repeated = Field(Repeated(), description="Alert when one member goes after another")
    pile_on: PileOn = Field(PileOn(), description="Alert when several go after one member")
    evasion: Evasion = Field(Evasion(), description="Alert when deleted words come back")
    flood: Flood = Field(Flood(), description="Alert when somebody floods a channel")
    mention_bomb: MentionBomb = Field(MentionBomb(), description="Alert when many are called")
    newcomer_link: NewcomerLink = Field(
        NewcomerLink(), description="Alert when somebody who has just come posts a link"
    )
    copies: Copies = Field(Copies(), description="Alert when the same text stands in many channels")
    door: Door = Field(Door(), description="Slow joining down for a while when many come at once")
    cards_a_minute: int = Field(
        10,
        ge=1,
        le=60,
        description="Most alert cards in a minute; what is beyond goes into one summary and /queue",
    )
    mild_an_hour: int = Field(
        3,
        ge=0,
        le=60,
        description="Most cards of mild alerts in an hour; what is beyond goes into one summary",
    )
    time_out_seconds: int = Field(
        3600, ge=60, le=28 * 86_400, description="How long the button Time out lasts, in seconds"
    )
    warning_days: int = Field(
        90, ge=1, le=3650, description="Days after which a warning does not count any more"
    )
    ladder: tuple[Step, ...] = Field(
        LADDER, max_length=10, description="What the card suggests after so many warnings"
    )
    retention_days: int = Field(
        30,
        ge=0,
        le=3650,
        description="Days after the decision until the text of a flagged or reported message, and "
        "the words of its reports and appeals, are erased; other messages are never kept",
    )
    reports_a_day: int = Field(
        10, ge=1, le=1000, description="Most reports that one member may send in a day"
    )
    reconsider: bool = Field(
        False,
        description="Ask authors of mild messages privately to reconsider before moderators see it",
    )
    reconsider_minutes: int = Field(
        10, ge=1, le=1440, description="How long an author may reconsider before moderators see it"
    )
    appeal_days: int = Field(
        14, ge=1, le=365, description="Days in which a member may appeal against a decision"
    )
    appeal_hours: int = Field(
        72, ge=1, le=720, description="Hours after which an open appeal reminds all moderators"
    )
    hand_over_minutes: int = Field(
        30,
        ge=5,
        le=1440,
        description="With a rota of moderators: minutes without an answer until the next is asked",
    )

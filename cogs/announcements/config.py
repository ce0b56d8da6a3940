"""Settings of announcements."""

from pydantic import Field

from bot.api.cog import CogConfig


class AnnouncementsConfig(CogConfig):
    """Settings of announcements."""

    second_person: bool = Field(
        True,
        description="A second moderator approves an announcement before it is posted; switch this "
        "off where one person is the whole team",
    )
    selling_share: int = Field(
        25,
        ge=0,
        le=100,
        description="Percent of the announcements of 30 days that may sell something; whoever "
        "approves one beyond that is warned",
    )
    catch_up_hours: int = Field(
        12,
        ge=0,
        le=168,
        description="Hours that an announcement may be late after a downtime and still be posted "
        "by itself; later than that a moderator is asked",
    )

"""Settings of the events."""

from typing import Literal

from pydantic import Field

from bot.api.cog import CogConfig


class EventsConfig(CogConfig):
    """Settings of the events."""

    who: Literal["moderators", "everybody"] = Field("moderators", description="Who may make events")
    open_per_member: int = Field(
        3, ge=1, le=50, description="Events to come that a member may have made; moderators any"
    )
    default_minutes: int = Field(
        60, ge=5, le=1440, description="Minutes that an event lasts when nothing is said"
    )
    show_names: bool = Field(True, description="Name on the card who comes")
    names_shown: int = Field(10, ge=1, le=50, description="Most names on a card")
    first_reminder_hours: int = Field(
        24, ge=0, le=336, description="Hours before an event for the first reminder; 0 for none"
    )
    second_reminder_minutes: int = Field(
        60, ge=0, le=1440, description="Minutes before an event for the second one; 0 for none"
    )
    post_days_before: int = Field(
        7, ge=1, le=60, description="Days before each event of a series when its card is posted"
    )
    calendars: bool = Field(True, description="Enter events in Discord's own calendar, too")
    attendance_hours: int = Field(
        6, ge=1, le=72, description="Hours after the end in which people may say they were there"
    )
    pulse: bool = Field(True, description="Ask those who were there how it was")
    pulse_days: int = Field(
        3, ge=1, le=14, description="Days after which the organiser gets the answers"
    )
    questions_each: int = Field(3, ge=1, le=20, description="Questions of one person to an event")
    keep_days: int = Field(
        30,
        ge=0,
        le=366,
        description="Days after an event until questions, and what was said of it, are erased",
    )

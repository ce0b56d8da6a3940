"""What suits a kind of business: settings that an owner may change one by one later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.api.text import T


@dataclass(frozen=True, slots=True)
class Kind:
    """`why` says in a sentence what the settings come to."""

    title: T
    why: T
    settings: Mapping[str, str]


KINDS: Mapping[str, Kind] = {
    "bakery": Kind(
        T("Bakery or shop"),
        T("customers bring friends and vote on what you bake; the week is looked at on Monday"),
        {
            "polls.enabled": "on",
            "ideas.enabled": "on",
            "faq.enabled": "on",
            "referrals.enabled": "on",
            "topics.enabled": "off",
            "network.enabled": "off",
            "welcome.where": "public",
            "digest.every": "week",
            "digest.weekday": "monday",
        },
    ),
    "gym": Kind(
        T("Gym or club"),
        T("courses and meetings with reminders, goals to reach together, newcomers meet others"),
        {
            "events.enabled": "on",
            "goals.enabled": "on",
            "introductions.enabled": "on",
            "referrals.enabled": "on",
            "topics.enabled": "off",
            "network.enabled": "off",
            "welcome.where": "both",
            "digest.every": "week",
            "digest.weekday": "sunday",
        },
    ),
    "software": Kind(
        T("Software shop"),
        T("questions get answers from the FAQ, ideas are weighed, topics and trends are watched"),
        {
            "faq.enabled": "on",
            "ideas.enabled": "on",
            "topics.enabled": "on",
            "network.enabled": "on",
            "referrals.enabled": "off",
            "welcome.where": "public",
            "digest.every": "week",
            "digest.weekday": "friday",
        },
    ),
}

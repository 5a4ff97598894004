"""What is chosen for a person: the same in every application that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final, NamedTuple, TypeVar

from mockserver.world.people import Person

_Option = TypeVar("_Option")


class Stage(NamedTuple):
    """A stage of a sale: its name with the probability in percent, and its name where deals are told."""

    name: str
    probability: int
    deal_stage: str


_STAGES: Final = (
    Stage("Prospecting", 10, "appointmentscheduled"),
    Stage("Needs Analysis", 20, "qualifiedtobuy"),
    Stage("Value Proposition", 50, "presentationscheduled"),
    Stage("Id. Decision Makers", 60, "decisionmakerboughtin"),
    Stage("Proposal/Price Quote", 75, "contractsent"),
    Stage("Closed Won", 100, "closedwon"),
    Stage("Closed Lost", 0, "closedlost"),
)
_PRODUCTS: Final = ("Employee advocacy", "Social publishing", "Social listening", "Analytics", "Onboarding")
_LEAD_SOURCES: Final = ("Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other")


def one(options: Sequence[_Option], person: Person, salt: int) -> _Option:
    """A choice for a person; choices with different salts (0 to 7) have nothing to do with each other."""
    return options[(person.lot >> 8 * salt) % len(options)]


def stage(person: Person) -> Stage:
    """How far the sale has come."""
    return one(_STAGES, person, 0)


def amount(person: Person) -> int:
    """What the sale may bring, in dollars."""
    return 100 * (20 + person.lot % 480)


def deal_name(person: Person) -> str:
    """What is sold to whom."""
    return f"{person.company.name}: {one(_PRODUCTS, person, 1)}"


def lead_source(person: Person) -> str:
    """Where the person was found."""
    return one(_LEAD_SOURCES, person, 2)


def later(person: Person, days: int) -> str:
    """The stamp of so many days after the person came, at the same time of day."""
    return _day(person.created.toordinal() + days) + person.stamp[10:]


@cache
def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()

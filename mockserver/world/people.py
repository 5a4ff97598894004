"""Fake people and their employers, each a function of a seed and a number.

The words are Faker's own lists for en_US: as long as those stay the same, so do the people of a seed. E-mail
addresses end in .example and phone numbers lie between 555-0100 and 555-0199, so none can ever be real.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b
from typing import Final, NamedTuple, TypeVar

COMPANY_SIZES: Final = (3, 3, 4)
"""How many of each ten people in a row work for the same company: two customers and a prospect."""

TEN: Final = sum(COMPANY_SIZES)

_COMPANY_OF: Final = tuple(number for number, size in enumerate(COMPANY_SIZES) for _ in range(size))
_FIRST: Final = datetime(2024, 1, 8, 9, tzinfo=UTC)
_SPAN: Final = timedelta(days=600)
_PACE: Final = 100  # so many people arrive in the first half of the span, all others in the second
_STEP: Final = 611_953  # a prime above the number of names: its multiples meet every pair of them
_INDUSTRIES: Final = (
    ("Banking", "BANKING"),
    ("Biotechnology", "BIOTECHNOLOGY"),
    ("Chemicals", "CHEMICALS"),
    ("Construction", "CONSTRUCTION"),
    ("Education", "EDUCATION_MANAGEMENT"),
    ("Electronics", "CONSUMER_ELECTRONICS"),
    ("Finance", "FINANCIAL_SERVICES"),
    ("Healthcare", "HOSPITAL_HEALTH_CARE"),
    ("Insurance", "INSURANCE"),
    ("Machinery", "MACHINERY"),
    ("Media", "ONLINE_MEDIA"),
    ("Retail", "RETAIL"),
    ("Technology", "COMPUTER_SOFTWARE"),
    ("Telecommunications", "TELECOMMUNICATIONS"),
    ("Transportation", "TRANSPORTATION_TRUCKING_RAILROAD"),
    ("Utilities", "UTILITIES"),
)

_Option = TypeVar("_Option")


class Company(NamedTuple):
    """An employer, a customer or a prospect.

    ``industry`` is in two vocabularies, ``revenue`` in dollars a year.
    """

    name: str
    domain: str
    is_customer: bool
    phone: str
    industry: tuple[str, str]
    employees: int
    revenue: int
    street: str
    city: str
    state: str
    postal_code: str


class Person(NamedTuple):
    """Somebody who works somewhere.

    ``number`` counts the population from 0; ``created`` is when the applications first heard of them (before
    September 2025), ``stamp`` the same in UTC as 2024-01-08T09:00:00.000; ``lot`` is a number of 64 bits to
    choose further details by.
    """

    number: int
    first_name: str
    last_name: str
    email: str
    phone: str
    title: str
    company: Company
    created: datetime
    stamp: str
    lot: int

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


def people(seed: int, count: int, start: int = 0) -> Iterator[Person]:
    """``count`` people from number ``start`` on, each depending on nothing but the seed and the number.

    Two people share an e-mail address only if they share the number, whatever their seeds.
    """
    words = _words()
    known: tuple[int, Company] | None = None
    for number in range(start, start + count):
        employer = number // TEN * len(COMPANY_SIZES) + _COMPANY_OF[number % TEN]
        if known is None or known[0] != employer:
            known = employer, _company(words, seed, employer)
        yield _person(words, seed, number, known[1])


class _Words(NamedTuple):
    """The lists that are drawn from; ``first_names`` is one list for each of ten people, without overlap."""

    first_names: tuple[tuple[str, ...], ...]
    last_names: tuple[str, ...]
    company_suffixes: tuple[str, ...]
    city_suffixes: tuple[str, ...]
    street_suffixes: tuple[str, ...]
    postal_codes: tuple[tuple[str, tuple[int, int]], ...]
    jobs: tuple[str, ...]


@cache
def _words() -> _Words:
    # Faker takes 130 ms to import, which only those who make people should pay.
    from faker.providers.address.en_US import Provider as Addresses
    from faker.providers.company.en_US import Provider as Companies
    from faker.providers.job.en_US import Provider as Jobs
    from faker.providers.person.en_US import Provider as Names

    first_names = _spellable(Names.first_names)
    return _Words(
        first_names=tuple(first_names[row::TEN] for row in range(TEN)),
        last_names=_spellable(Names.last_names),
        company_suffixes=tuple(Companies.company_suffixes),
        city_suffixes=tuple(Addresses.city_suffixes),
        street_suffixes=tuple(Addresses.street_suffixes),
        postal_codes=tuple(Addresses.states_postcode.items()),
        jobs=tuple(Jobs.jobs),
    )


def _spellable(names: Iterable[str]) -> tuple[str, ...]:
    """The names that an address can spell, one of each spelling."""
    return tuple({name.lower(): name for name in names if name.isascii() and name.isalpha()}.values())


class _Draw:
    """Chance that hangs on its arguments alone: 256 bits, twice what a company draws."""

    __slots__ = ("_bits",)

    def __init__(self, seed: int, kind: str, number: int) -> None:
        digest = blake2b(f"{seed} {kind} {number}".encode(), digest_size=32).digest()
        self._bits = int.from_bytes(digest, "little")

    def below(self, limit: int) -> int:
        self._bits, drawn = divmod(self._bits, limit)
        return drawn

    def one(self, options: Sequence[_Option]) -> _Option:
        self._bits, drawn = divmod(self._bits, len(options))
        return options[drawn]


def _person(words: _Words, seed: int, number: int, company: Company) -> Person:
    draw = _Draw(seed, "person", number)
    first, last = draw.one(words.first_names[number % TEN]), draw.one(words.last_names)
    created = _FIRST + _SPAN * (number / (number + _PACE))
    return Person(
        number=number,
        first_name=first,
        last_name=last,
        email=f"{first}.{last}@{company.domain}".lower(),
        phone=_phone(draw),
        title=draw.one(words.jobs),
        company=company,
        created=created,
        stamp=created.isoformat(timespec="milliseconds")[:23],
        lot=draw.below(1 << 64),
    )


def _company(words: _Words, seed: int, number: int) -> Company:
    draw = _Draw(seed, "company", number)
    names = words.last_names
    # The domain comes from the number alone, so that two populations of different seeds can live together.
    turn, pair = divmod(number, len(names) ** 2)
    first, second = (names[at] for at in divmod((pair + 1) * _STEP % len(names) ** 2, len(names)))
    state, (low, high) = draw.one(words.postal_codes)
    employees = 10 + draw.below(990)
    return Company(
        name=_company_name(words, draw, first, second),
        domain=f"{first}-{second}{f'-{turn + 1}' if turn else ''}.example".lower(),
        is_customer=number % len(COMPANY_SIZES) < len(COMPANY_SIZES) - 1,
        phone=_phone(draw),
        industry=draw.one(_INDUSTRIES),
        employees=employees,
        revenue=employees * 1000 * (50 + draw.below(200)),
        street=f"{1 + draw.below(9899)} {draw.one(names)} {draw.one(words.street_suffixes)}",
        city=draw.one(names) + draw.one(words.city_suffixes),
        state=state,
        postal_code=f"{low + draw.below(high - low + 1):05}",
    )


def _company_name(words: _Words, draw: _Draw, first: str, second: str) -> str:
    form = draw.below(3)
    if form == 0:
        return f"{first}-{second}"
    if form == 1:
        return f"{first}, {second} and {draw.one(words.last_names)}"
    return f"{first}-{second} {draw.one(words.company_suffixes)}"


def _phone(draw: _Draw) -> str:
    return f"+1-{201 + draw.below(789)}-555-01{draw.below(100):02}"

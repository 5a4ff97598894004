"""Associations between HubSpot's records: one row for two records, so that both ends always see the same.

A row holds the types as its record ``from`` sees them (the one whose name sorts first); the record ``to`` sees their
inverses. A record's name is its type and its id: ``contact/51``. The types are declared in the record schema
``hubspot/association``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, Final

from msgspec import Struct

from mockserver.core import contracts
from mockserver.core.errors import MOST_VIOLATIONS
from mockserver.core.store import Record, Store
from mockserver.crm.hubspot.errors import invalid_associations

TABLE: Final = "hubspot/association"
CATEGORY: Final = "HUBSPOT_DEFINED"
PLURALS: Final[Mapping[str, str]] = {"contact": "contacts", "company": "companies", "deal": "deals", "task": "tasks"}
"""What a record's answer calls its associations with each type of object."""


class AssociationType(Struct, frozen=True):
    """One way in which a record can be associated with another.

    ``inverse`` is the id of the type seen from the other end; ``label`` what people read (None: unlabelled);
    ``unlabelled`` the id of the type that always comes with this one; ``single`` whether a record has at most one.
    """

    id: int
    name: str
    origin: str
    target: str
    inverse: int
    label: str | None = None
    unlabelled: int | None = None
    single: bool = False


class Link(Struct, frozen=True):
    """A checked request for an association with the record ``key``."""

    type: AssociationType
    key: str


@cache
def types() -> Mapping[int, AssociationType]:
    """Every type of association by its id."""
    declared = contracts.load().documents[f"records/{TABLE}"]["x-types"]
    return {row["id"]: AssociationType(**row) for row in declared}


def types_between(origin: str, target: str) -> list[AssociationType]:
    """The types that lead from one type of object to the other, labelled ones first."""
    found = (one for one in types().values() if (one.origin, one.target) == (origin, target))
    return sorted(found, key=lambda one: (one.label is None, one.id))


def default_type(origin: str, target: str) -> AssociationType:
    """The unlabelled type from one type of object to the other; LookupError when there is none."""
    for one in types_between(origin, target):
        if one.label is None:
            return one
    raise LookupError(f"no association leads from {origin} to {target}")


def checked(
    store: Store, object_type: str, given: Iterable[Mapping[str, Any]], *, but: str | None = None
) -> list[Link]:
    """What ``[{"to": {"id"}, "types": [{"associationTypeId"}]}]`` asks for.

    CrmError 400 when one has an unknown type, leads to a record that does not exist or to the record itself (``but``).
    """
    links: list[Link] = []
    errors: list[dict[str, str]] = []
    dangling: list[tuple[str, str]] = []
    asked = ((position, entry, kind) for position, entry in enumerate(given) for kind in entry["types"])
    for position, entry, kind in asked:
        key = str(entry["to"]["id"])
        known = types().get(int(kind["associationTypeId"]))
        if known is None or known.origin != object_type:
            problem = f"association type {kind['associationTypeId']} does not begin at an object of this type"
        elif store.get(f"hubspot/{known.target}", key) is None:
            problem = f"{known.target} {key} does not exist"
            dangling.append((known.target, key))
        elif (known.target, key) == (object_type, but):
            problem = f"Object {key} cannot be associated to itself ({key})"
        else:
            links.append(Link(known, key))
            continue
        errors.append({"message": problem, "in": f"associations[{position}]"})
        if len(errors) == MOST_VIOLATIONS:
            break
    if errors:
        raise invalid_associations(store, dangling, errors=errors)
    return links


def associate_all(store: Store, object_type: str, key: str, links: Iterable[Link]) -> None:
    """Associate a record with every one of ``links``; of a type that it has only one of, with the last."""
    asked = list(links)
    last = {link.type: link.key for link in asked}
    for link in dict.fromkeys(asked):
        kind = link.type
        if kind.single and kind.unlabelled is not None and last[kind] != link.key:
            kind = types()[kind.unlabelled]  # what is left once the last has taken its place
        associate(store, f"{object_type}/{key}", kind, f"{kind.target}/{link.key}")


def associate(store: Store, origin: str, kind: AssociationType, target: str) -> None:
    """Associate two records, with the unlabelled type beside a primary one.

    The place of a type that a record has only one of is taken from the record that had it.
    """
    back = types()[kind.inverse]
    for one, begin, end in ((kind, origin, target), (back, target, origin)):
        if one.single:
            for other, kinds in _ends(store, begin).items():
                if one in kinds and other != end:
                    _set(store, begin, other, [each for each in kinds if each != one])
    beside = [] if kind.unlabelled is None else [types()[kind.unlabelled]]
    _set(store, origin, target, [*between(store, origin, target), kind, *beside])


def between(store: Store, origin: str, target: str) -> list[AssociationType]:
    """The types of association from one record to another, sorted by id."""
    row = store.get(TABLE, _key(origin, target))
    return _seen(row, origin) if row else []


def associated(store: Store, origin: str, target_type: str) -> dict[str, list[AssociationType]]:
    """The records of a type that a record is associated with: id -> the types, both sorted by number."""
    found = {
        end.partition("/")[2]: kinds
        for end, kinds in _ends(store, origin).items()
        if end.partition("/")[0] == target_type
    }
    return {key: found[key] for key in sorted(found, key=_number)}


def shown(store: Store, object_type: str, key: str, target_types: Iterable[str]) -> dict[str, Any]:
    """What a record's answer says of its associations; a type with none is left out.

    ``{"companies": {"results": [{"id", "type"}]}}``, an entry for each type of association.
    """
    found = {target: associated(store, f"{object_type}/{key}", target) for target in target_types}
    return {
        PLURALS[target]: {"results": [{"id": end, "type": one.name} for end, kinds in ends.items() for one in kinds]}
        for target, ends in found.items()
        if ends
    }


def dissociate(store: Store, origin: str, target: str, type_ids: Collection[int] | None = None) -> None:
    """End the associations of two records: all of them, or those of these types.

    Without its unlabelled type no labelled one remains.
    """
    kept = [
        kind
        for kind in between(store, origin, target)
        if type_ids is not None and kind.id not in type_ids and kind.unlabelled not in type_ids
    ]
    _set(store, origin, target, kept)


def move(store: Store, object_type: str, key: str, to: str) -> None:
    """Give a record's associations to another of its type, beside its own; none with itself, and none twice.

    Where a record has only one of a type, the one that it has stays.
    """
    origin, heir = f"{object_type}/{key}", f"{object_type}/{to}"
    for end, kinds in _ends(store, origin).items():
        _set(store, origin, end, [])
        if end == heir:
            continue
        for kind in kinds:
            taken = _has_other(store, heir, kind, end) or _has_other(store, end, types()[kind.inverse], heir)
            if not taken:
                associate(store, heir, kind, end)


def _has_other(store: Store, origin: str, kind: AssociationType, target: str) -> bool:
    """Whether a record has its only association of a type with a record other than ``target``."""
    ends = _ends(store, origin).items() if kind.single else ()
    return any(kind in kinds and end != target for end, kinds in ends)


def forget(store: Store, object_type: str, key: str) -> None:
    """End every association of a record."""
    origin = f"{object_type}/{key}"
    for end in _ends(store, origin):
        _set(store, origin, end, [])


def _ends(store: Store, origin: str) -> dict[str, list[AssociationType]]:
    """Every record that a record is associated with, and the types as it sees them."""
    rows = [*store.find(TABLE, "from", origin), *store.find(TABLE, "to", origin)]
    return {row["to"] if row["from"] == origin else row["from"]: _seen(row, origin) for row in rows}


def _seen(row: Record, origin: str) -> list[AssociationType]:
    kinds = [types()[type_id] for type_id in row["typeIds"]]
    return kinds if row["from"] == origin else sorted((types()[one.inverse] for one in kinds), key=lambda one: one.id)


def _set(store: Store, origin: str, target: str, kinds: Iterable[AssociationType]) -> None:
    """Make these the types of association from one record to another; a row without any is removed."""
    begin, end = sorted((origin, target))
    type_ids = sorted({kind.id if begin == origin else kind.inverse for kind in kinds})
    key = _key(origin, target)
    exists = store.get(TABLE, key) is not None
    if type_ids:
        row = {"id": key, "from": begin, "to": end, "typeIds": type_ids}
        (store.replace if exists else store.insert)(TABLE, row)
    elif exists:
        store.delete(TABLE, key)


def _key(origin: str, target: str) -> str:
    return ":".join(sorted((origin, target)))


def _number(key: str) -> tuple[int, str]:
    return (int(key), key) if key.isascii() and key.isdigit() else (0, key)

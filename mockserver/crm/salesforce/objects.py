"""What a Salesforce object is: its fields with types, labels and limits, read from the record schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

from mockserver.core.contracts import load
from mockserver.core.store import Record, Store

KEY_PREFIXES: Final = {
    "Lead": "00Q",
    "Contact": "003",
    "Account": "001",
    "Opportunity": "006",
    "Task": "00T",
    "Case": "500",
    "CaseComment": "00a",
    "User": "005",
}
"""The first three characters of every id of an object."""

POINTED: Final = "pointed"
"""The kind of the field ``Type`` behind a reference: the name of the object that it points to."""

_LONG_TEXT: Final = 255
"""Texts that may be longer are neither sorted nor filtered."""

_UNGROUPABLE: Final = frozenset({"datetime", "double", "currency", "percent", "multipicklist"})

API_VERSION: Final = "v59.0"
"""The version in the URLs of records where a caller asks for no other."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object.

    ``kind`` is the platform's type (``x-field-type`` in the schema), or ``custom``; ``length``
    is in characters, ``max_bytes`` in bytes of UTF-8; ``references`` are the objects it may point to.
    """

    name: str
    label: str
    kind: str
    nullable: bool = True
    createable: bool = True
    updateable: bool = True
    default: Any = None
    required: bool = False
    length: int | None = None
    max_bytes: int | None = None
    references: tuple[str, ...] = ()

    @property
    def never_empty(self) -> bool:
        """Whether a record always has it; a checkbox is checked by other rules."""
        return not self.nullable and self.kind != "boolean"

    @property
    def filterable(self) -> bool:
        """Whether a query may compare it."""
        return not (self.kind == "textarea" and (self.length or self.max_bytes or 0) > _LONG_TEXT)

    @property
    def sortable(self) -> bool:
        """Whether a query may be ordered by it."""
        return self.filterable and self.kind != "multipicklist"

    @property
    def groupable(self) -> bool:
        """Whether a query may group by it."""
        return self.filterable and self.kind not in _UNGROUPABLE

    @property
    def aggregatable(self) -> bool:
        """Whether an aggregate may be made of it."""
        return self.filterable and self.kind not in ("boolean", "multipicklist")

    @property
    def relationship(self) -> str | None:
        """What the record is called that it refers to: Account for AccountId, Owner__r for Owner__c."""
        if not self.references:
            return None
        return f"{self.name[:-1]}r" if self.name.endswith("__c") else self.name.removesuffix("Id")


@dataclass(frozen=True, slots=True)
class SObject:
    """One kind of record.

    ``required`` are the fields without which none is created, ``defaults`` what it has where the caller gives
    nothing, ``template`` is an answer without values: every field in order, each None.
    """

    name: str
    table: str
    prefix: str
    fields: Mapping[str, Field]
    by_lower_name: Mapping[str, Field] = field(repr=False)
    required: frozenset[str]
    defaults: Mapping[str, Any]
    template: Mapping[str, None] = field(repr=False)

    def named(self, name: str) -> Field | None:
        """The field of that name in any case, or None."""
        return self.by_lower_name.get(name.lower())


def described(store: Store, name: str) -> SObject:
    """The object with the custom fields of the sandbox's setting ``salesforce_fields``."""
    custom = store.settings.get("salesforce_fields")
    return standard(name) if not custom else _extended(name, tuple(custom.get(name, ())))


def answered(store: Store, name: str, record: Record) -> Record:
    """A stored record as the platform answers it: every field in order, null when empty."""
    return {**described(store, name).template, **record}


def url_of(name: str, key: str, version: str = API_VERSION) -> str:
    """The path of a record in the REST API."""
    return f"/services/data/{version}/sobjects/{name}/{key}"


def table_of(name: str) -> str:
    """Where the store keeps the object's records."""
    return f"salesforce/{name}"


@cache
def standard(name: str) -> SObject:
    """The object without custom fields."""
    properties = load().documents[f"records/{table_of(name)}"]["$defs"]["answer"]["properties"]
    return _sobject(name, [_read(key, declared) for key, declared in properties.items()])


@cache
def _extended(name: str, custom: tuple[str, ...]) -> SObject:
    fields = [Field(key, key.removesuffix("__c").replace("_", " "), "custom") for key in custom]
    return _sobject(name, [*standard(name).fields.values(), *fields])


def _sobject(name: str, fields: Iterable[Field]) -> SObject:
    by_name = {one.name: one for one in fields}
    return SObject(
        name,
        table_of(name),
        KEY_PREFIXES[name],
        by_name,
        {key.lower(): one for key, one in by_name.items()},
        frozenset(key for key, one in by_name.items() if one.required),
        {key: one.default for key, one in by_name.items() if one.default is not None},
        dict.fromkeys(by_name),
    )


def _read(name: str, declared: Mapping[str, Any]) -> Field:
    createable = declared.get("x-createable", True)
    nullable = isinstance(declared["type"], list)
    default = declared.get("x-default", False if declared["type"] == "boolean" else None)
    one = Field(
        name,
        declared["x-label"],
        declared["x-field-type"],
        nullable=nullable,
        createable=createable,
        updateable=declared.get("x-updateable", createable),
        default=default,
        length=declared.get("maxLength"),
        max_bytes=declared.get("x-max-bytes"),
        references=tuple(declared.get("x-references", ())),
    )
    defaulted = default is not None or declared.get("x-defaulted", False)
    return replace(one, required=createable and not nullable and not defaulted)

"""What a Salesforce object is: its fields with types, labels and limits, read from the record schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from mockserver.core.contracts import load
from mockserver.core.store import Record, Store, Table

KEY_PREFIXES: Final = {
    "Lead": "00Q",
    "Contact": "003",
    "Account": "001",
    "Opportunity": "006",
    "Task": "00T",
    "Case": "500",
    "CaseComment": "00a",
    "User": "005",
    "Organization": "00D",
}
"""The first three characters of every id of an object."""

LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "Lead": ("Lead", "Leads"),
    "Contact": ("Contact", "Contacts"),
    "Account": ("Account", "Accounts"),
    "Opportunity": ("Opportunity", "Opportunities"),
    "Task": ("Task", "Tasks"),
    "Case": ("Case", "Cases"),
    "CaseComment": ("Case Comment", "Case Comments"),
    "User": ("User", "Users"),
    "Organization": ("Organization", "Organizations"),
}
"""Object -> what people call one of it, and several."""

CUSTOM_OBJECTS: Final = "salesforce/customObject"
CUSTOM_FIELDS: Final = "salesforce/customField"

POINTED: Final = "pointed"
"""The kind of the field ``Type`` behind a reference: the name of the object that it points to."""

_LONG_TEXT: Final = 255
"""Texts that may be longer are neither sorted nor filtered."""

_UNGROUPABLE: Final = frozenset({"datetime", "double", "currency", "percent", "multipicklist"})

API_VERSION: Final = "v59.0"
"""The version in the URLs of records where a caller asks for no other."""


class Field(Struct, frozen=True):
    """One field of an object.

    ``kind`` is the platform's type (``x-field-type`` in the schema), or ``custom``; ``length``
    is in characters, ``max_bytes`` in bytes of UTF-8; ``references`` are the objects it may point to. Of custom fields:
    ``precision`` and ``scale`` are the digits of a number, ``values`` those of a picklist, the only ones when
    ``restricted``; ``children`` is what the records referred to call those that have it, ``cascade``: they go together.
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
    precision: int | None = None
    scale: int | None = None
    unique: bool = False
    case_sensitive: bool = False
    external_id: bool = False
    values: tuple[str, ...] = ()
    restricted: bool = False
    children: str | None = None
    cascade: bool = False

    @property
    def custom(self) -> bool:
        """Whether it is the organisation's own."""
        return self.name.endswith("__c")

    @property
    def indexed(self) -> bool:
        """Whether records are found by it without being read, besides the fields that a table declares."""
        return self.unique or self.external_id or (self.custom and bool(self.references))

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


class SObject(Struct, frozen=True):
    """One kind of record; ``label`` and ``plural`` are what people call it.

    ``required`` are the fields without which none is created, ``defaults`` what it has where the caller gives
    nothing, ``template`` is an answer without values: every field in order, each None.
    """

    name: str
    table: str
    prefix: str
    fields: Mapping[str, Field]
    by_lower_name: Mapping[str, Field]
    required: frozenset[str]
    defaults: Mapping[str, Any]
    template: Mapping[str, None]
    label: str
    plural: str
    number_format: str | None = None
    """How the drawn names of a custom object's records are written."""

    @property
    def custom(self) -> bool:
        """Whether it is the organisation's own."""
        return self.name.endswith("__c")

    @property
    def fixed(self) -> bool:
        """Whether no call creates, changes or deletes its records."""
        return self.name == "Organization"

    def named(self, name: str) -> Field | None:
        """The field of that name in any case, or None."""
        return self.by_lower_name.get(name.lower())


class Org(Struct, frozen=True, eq=False):  # one is another one, so that what is read of it is read once
    """All objects: by their names in lower case, their names by the prefix of their ids.

    ``links``: object -> the (object, custom field) that may refer to it.
    """

    objects: Mapping[str, SObject]
    by_prefix: Mapping[str, str]
    links: Mapping[str, tuple[tuple[str, Field], ...]]


def org_of(store: Store) -> Org:
    """The objects with the custom fields and the custom objects of the sandbox, and those of its settings."""
    tables, names = store.state.tables, store.settings.get("salesforce_fields")
    untyped = tuple((name, tuple(fields)) for name, fields in names.items()) if names else ()
    return _org(tables.get(CUSTOM_OBJECTS), tables.get(CUSTOM_FIELDS), untyped)


def described(store: Store, name: str) -> SObject:
    """The object of that name in any case; KeyError when there is none."""
    return org_of(store).objects[name.lower()]


def answered(store: Store, name: str, record: Record) -> Record:
    """A stored record as the platform answers it: every field in order, null when empty."""
    template = described(store, name).template
    full = {**template, **record}
    return full if len(full) == len(template) else {field: full[field] for field in template}


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
    fields = [_read(key, declared) for key, declared in properties.items()]
    return _sobject(name, fields, KEY_PREFIXES[name], LABELS[name])


# The tables are those of one state after another and compare as themselves: what was read of one is read once.
@lru_cache(maxsize=256)
def _org(objects: Table | None, fields: Table | None, untyped: tuple[tuple[str, tuple[str, ...]], ...]) -> Org:
    own = list(objects.scan()) if objects else []
    made = {one.name.lower(): one for one in [*map(standard, KEY_PREFIXES), *map(_custom_object, own)]}
    added: dict[str, dict[str, Field]] = {name: {} for name in made}
    for name, names in untyped:
        added[name.lower()] |= {one.lower(): Field(one, _label_of(one), "custom") for one in names}
    for declared in fields.scan() if fields else ():
        name, _, field_name = declared["fullName"].partition(".")
        if name.lower() in made:
            added[name.lower()][field_name.lower()] = _custom_field(field_name, declared, made)
    found = {name: _with_fields(one, list(added[name].values())) if added[name] else one for name, one in made.items()}
    links: dict[str, list[tuple[str, Field]]] = {}
    for one in found.values():
        for linked in one.fields.values():
            for target in linked.references if linked.custom else ():
                links.setdefault(target, []).append((one.name, linked))
    return Org(
        found,
        {one.prefix: one.name for one in found.values()},
        {target: tuple(linked) for target, linked in links.items()},
    )


def _custom_object(declared: Record) -> SObject:
    """A custom object with the fields that each has."""
    name, naming = declared["name"], declared.get("nameField", {})
    label = declared.get("label", _label_of(name))
    drawn = naming.get("displayFormat")
    fields = [
        _fixed("Id", "Record ID", "id"),
        Field("OwnerId", "Owner ID", "reference", nullable=False, references=("User",)),
        _fixed("IsDeleted", "Deleted", "boolean"),
        Field(
            "Name",
            naming.get("label", f"{label} Name"),
            "string",
            length=80,
            nullable=drawn is None,
            createable=drawn is None,
            updateable=drawn is None,
        ),
        _fixed("CreatedDate", "Created Date", "datetime"),
        _fixed("CreatedById", "Created By ID", "reference"),
        _fixed("LastModifiedDate", "Last Modified Date", "datetime"),
        _fixed("LastModifiedById", "Last Modified By ID", "reference"),
        _fixed("SystemModstamp", "System Modstamp", "datetime"),
    ]
    plural = declared.get("labelPlural", f"{label}s")
    return replace(_sobject(name, fields, declared["keyPrefix"], (label, plural)), number_format=drawn)


def _fixed(name: str, label: str, kind: str) -> Field:
    """A field that the platform fills; its references are users, and a check box is not checked."""
    return Field(
        name,
        label,
        kind,
        nullable=False,
        createable=False,
        updateable=False,
        default=False if kind == "boolean" else None,
        references=("User",) if kind == "reference" else (),
    )


def _custom_field(name: str, declared: Record, objects: Mapping[str, SObject]) -> Field:
    """A field as its declaration has it; a reference to what is no object leads nowhere."""
    kind, nullable = declared["type"], declared.get("nillable", True) and declared["type"] != "boolean"
    number = kind in _PRECISIONS
    default = declared.get("defaultValue", False if kind == "boolean" else None)
    targets = (objects.get(target.lower()) for target in declared.get("referenceTo", ()))
    children = declared.get("relationshipName")
    return Field(
        name,
        declared.get("label", _label_of(name)),
        kind,
        nullable=nullable,
        default=default,
        required=not nullable and default is None,
        length=declared.get("length", _LENGTHS.get(kind)),
        references=tuple(target.name for target in targets if target is not None),
        precision=declared.get("precision", _PRECISIONS[kind][0]) if number else None,
        scale=declared.get("scale", _PRECISIONS[kind][1]) if number else None,
        unique=declared.get("unique", False),
        case_sensitive=declared.get("caseSensitive", False),
        external_id=declared.get("externalId", False),
        values=tuple(declared.get("picklistValues", ())),
        restricted=declared.get("restrictedPicklist", False),
        children=f"{children}__r" if children else None,
        cascade=declared.get("cascadeDelete", False),
    )


_LENGTHS: Final = {
    "string": 255,
    "textarea": 255,
    "email": 80,
    "phone": 40,
    "url": 255,
    "picklist": 255,
    "multipicklist": 4099,
}
"""The characters that a custom field of a type has room for."""

_PRECISIONS: Final = {"int": (18, 0), "double": (18, 2), "currency": (18, 2), "percent": (18, 2)}
"""The digits of a custom field of a type, and those behind its point."""


def _label_of(name: str) -> str:
    return name.removesuffix("__c").replace("_", " ")


def _with_fields(one: SObject, custom: Iterable[Field]) -> SObject:
    made = _sobject(one.name, [*one.fields.values(), *custom], one.prefix, (one.label, one.plural))
    return replace(made, number_format=one.number_format)


def _sobject(name: str, fields: Iterable[Field], prefix: str, labels: tuple[str, str]) -> SObject:
    by_name = {one.name: one for one in fields}
    return SObject(
        name,
        table_of(name),
        prefix,
        by_name,
        {key.lower(): one for key, one in by_name.items()},
        frozenset(key for key, one in by_name.items() if one.required),
        {key: one.default for key, one in by_name.items() if one.default is not None},
        dict.fromkeys(by_name),
        *labels,
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


def declares(store: Store, names: Iterable[str]) -> bool:
    """Whether the organisation itself declares any of these fields, or that they are required."""
    required = {name for fields in store.settings.get("salesforce_required", {}).values() for name in fields}
    own = required | {row["fullName"].partition(".")[2] for row in store.scan(CUSTOM_FIELDS)}
    return any(name in own for name in names)

"""The literals of SOQL as values: what a query compares a field with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from msgspec import Struct

from mockserver.core.errors import CrmError
from mockserver.crm.salesforce.ids import normalise
from mockserver.crm.salesforce.objects import Field
from mockserver.crm.salesforce.soql.dates import known
from mockserver.crm.salesforce.soql.errors import Source, invalid_string, string_too_long
from mockserver.crm.salesforce.soql.syntax import Literal

FAMILIES: Final[Mapping[str, str]] = {
    "id": "id",
    "reference": "id",
    "boolean": "boolean",
    "int": "number",
    "double": "number",
    "currency": "number",
    "percent": "number",
    "date": "date",
    "datetime": "datetime",
    "custom": "custom",
}
"""How values of a field's kind compare; every kind that is not here compares as text."""

_TAKEN: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("string",),
    "id": ("string",),
    "number": ("number",),
    "boolean": ("boolean",),
    "date": ("date", "named"),
    "datetime": ("datetime", "named"),
    "custom": ("string", "number", "boolean", "date", "datetime", "named"),
}
"""The kinds of literal that a family compares with, besides null."""

MAX_STRING: Final = 4_000
"""The most characters of a string in a WHERE clause, as in Salesforce."""

_FIRST_YEAR: Final = 1700
_LAST_YEAR: Final = 4000
_PIECE: Final = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+|\\[\s\S]|[^\\%_]+|[%_]")
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


class Named(Struct, frozen=True):
    """A date literal; which days it means depends on the day it is asked."""

    name: str
    count: int | None


class Pattern(Struct, frozen=True):
    """What LIKE compares with: the stretches between the ``%``, each matching texts of one length."""

    stretches: tuple[re.Pattern[str], ...]
    lengths: tuple[int, ...]
    length: int

    def matches(self, text: str) -> bool:
        """Whether the whole text matches; each ``%`` takes as little as it can, so nothing is tried twice.

        At worst every character of the text is compared with every one of the pattern.
        """
        if self.length > len(text):
            return False
        if len(self.stretches) == 1:
            return self.stretches[0].fullmatch(text) is not None
        at = 0
        for number, stretch in enumerate(self.stretches[:-1]):
            found = stretch.search(text, at) if number else stretch.match(text)
            if found is None:
                return False
            at = found.end()
        last = len(text) - self.lengths[-1]
        return last >= at and self.stretches[-1].match(text, last) is not None


class Operand(Struct, frozen=True):
    """A literal's value.

    ``family`` is text, id (18 characters), number, boolean, date, datetime (aware), named (a Named),
    pattern (a Pattern), items (of a multi-select picklist), or null (value None).
    """

    family: str
    value: Any


NULL: Final = Operand("null", None)


def family_of(field: Field) -> str:
    """How the values of a field compare."""
    return FAMILIES.get(field.kind, "text")


def type_name(field: Field) -> str:
    """A field's type in the words of a refusal."""
    names = {"text": "string", "number": "double", "datetime": "dateTime"}
    return "int" if field.kind == "int" else names.get(family_of(field), family_of(field))


def operand(source: Source, field: Field, literal: Literal, at: int) -> Operand:
    """The value of a literal that stands beside a field; ``at`` is the field's place in the query.

    CrmError when the literal is not of the field's type, or malformed in itself.
    """
    family = family_of(field)
    if literal.kind == "null":
        return NULL
    if literal.kind == "named" and not known(literal.text, literal.count):
        raise source.unexpected(literal.text, literal.at)
    _refuse_long(literal)
    if literal.kind not in _TAKEN[family]:
        raise source.wrong_literal(field.name, type_name(field), quoted=family in ("text", "id"), at=at)
    if family == "id":
        return _id(source, literal, at)
    return _READERS[literal.kind](source, literal)


def pattern(source: Source, field: Field, literal: Literal, at: int) -> Operand:
    """What LIKE compares with; CrmError when the literal is no string."""
    if literal.kind != "string":
        raise source.wrong_literal(field.name, "string", quoted=True, at=at)
    _refuse_long(literal)
    stretches, lengths = [""], [0]
    for piece in _PIECE.findall(literal.text):
        if piece == "%":
            stretches.append("")
            lengths.append(0)
            continue
        text = piece[1:] if piece in (r"\%", r"\_") else _unescaped(piece, literal.text)
        stretches[-1] += "." if piece == "_" else re.escape(text)
        lengths[-1] += len(text)
    compiled = tuple(re.compile(stretch, re.IGNORECASE | re.DOTALL) for stretch in stretches)
    return Operand("pattern", Pattern(compiled, tuple(lengths), sum(lengths)))


def items(source: Source, field: Field, literal: Literal, at: int) -> Operand:
    """What INCLUDES compares with: the items between the semicolons, all of which are wanted."""
    if literal.kind != "string":
        raise source.wrong_literal(field.name, "string", quoted=True, at=at)
    _refuse_long(literal)
    text = _text(source, literal).value
    return Operand("items", items_of(text))


def items_of(text: Any) -> frozenset[str]:
    """The items of a multi-select picklist, in any case."""
    return frozenset(text.lower().split(";")) if isinstance(text, str) and text else frozenset()


def _refuse_long(literal: Literal) -> None:
    if literal.kind == "string" and len(literal.text) > MAX_STRING:
        raise string_too_long(len(literal.text), MAX_STRING)


def _text(_source: Source, literal: Literal) -> Operand:
    """The empty string is null: Salesforce stores none."""
    text = "".join(_unescaped(piece, literal.text) for piece in _PIECE.findall(literal.text))
    return Operand("text", text) if text else NULL


def _id(source: Source, literal: Literal, at: int) -> Operand:
    if not literal.text:
        return NULL
    key = normalise(literal.text)
    if key is None:
        raise source.invalid_id(literal.text, at)
    return Operand("id", key)


def _number(_source: Source, literal: Literal) -> Operand:
    return Operand("number", float(literal.text) if "." in literal.text else int(literal.text))


def _boolean(_source: Source, literal: Literal) -> Operand:
    return Operand("boolean", literal.text.upper() == "TRUE")


def _date(source: Source, literal: Literal) -> Operand:
    try:
        day = date.fromisoformat(literal.text)
    except ValueError:
        raise _no_date(source, literal) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _no_date(source, literal)
    return Operand("date", day)


def _datetime(source: Source, literal: Literal) -> Operand:
    try:
        moment = datetime.fromisoformat(literal.text.upper())
    except ValueError:
        raise _no_date(source, literal) from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise _no_date(source, literal)
    return Operand("datetime", moment.astimezone(UTC))


def _no_date(source: Source, literal: Literal) -> CrmError:
    kind = "date" if literal.kind == "date" else "dateTime"
    return source.refusal(
        "MALFORMED_QUERY",
        f"Invalid {kind}: {literal.text} (expected a day of the years {_FIRST_YEAR} to {_LAST_YEAR})",
        literal.at,
    )


def _named(_source: Source, literal: Literal) -> Operand:
    return Operand("named", Named(literal.text, literal.count))


_READERS: Final[Mapping[str, Callable[[Source, Literal], Operand]]] = {
    "string": _text,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "named": _named,
}


def _unescaped(piece: str, literal: str) -> str:
    """What one piece of a string literal stands for; CrmError for a backslash that escapes nothing."""
    if not piece.startswith("\\"):
        return piece
    if len(piece) == len(r"\n"):
        character = _ESCAPES.get(piece[1].lower())
        if character is None:
            raise invalid_string(literal, piece)
        return character
    try:
        return bytes.fromhex(piece.replace(r"\u", "")).decode("utf-16-be")
    except UnicodeDecodeError:  # half of a surrogate pair
        raise invalid_string(literal, piece) from None

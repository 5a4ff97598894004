"""What to do for a query: its columns, conditions, keys and groups, as fields of the org and values."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from mockserver.crm.salesforce.objects import Field, SObject
from mockserver.crm.salesforce.soql.literals import Operand


class Step(Struct, frozen=True):
    """From a record to its parent: relationship, the field that holds the parent's id, the possible objects."""

    name: str
    reference: str
    targets: tuple[str, ...]


class Call(Struct, frozen=True):
    """A function around a field of the type ``kind``; ``zoned``: moments are those of the user's time zone."""

    name: str
    kind: str
    zoned: bool = False


class Column(Struct, frozen=True):
    """A field of the record, or of the parent that the steps lead to.

    With a ``call`` the field is of the type that the function makes; ``alias`` is what the answer calls it.
    """

    steps: tuple[Step, ...]
    field: Field
    call: Call | None = None
    alias: str | None = None

    @property
    def path(self) -> str:
        """``Account.Owner.Name``, spelled as the org does."""
        return ".".join([*(step.name for step in self.steps), self.field.name])

    @property
    def name(self) -> str:
        """The path, in the function that stands around it."""
        if self.call is None:
            return self.path
        return f"{self.call.name}({f'CONVERTTIMEZONE({self.path})' if self.call.zoned else self.path})"

    @property
    def shown(self) -> str:
        """What the answer calls it."""
        return self.alias or self.path

    @property
    def bare(self) -> Column:
        """The same without the function."""
        return Column(self.steps, self.field)


class Criterion(Struct, frozen=True):
    """A comparison; operators as in the syntax, LIKE with a pattern."""

    column: Column
    operator: str
    operands: tuple[Operand, ...]


class Membership(Struct, frozen=True):
    """Whether a column's value is among those of another query's one column; ``operator`` is IN or NOT IN."""

    column: Column
    operator: str
    plan: Plan


class Not(Struct, frozen=True):
    """True where the part is not."""

    part: Filter


class AllOf(Struct, frozen=True):
    """True where every part is."""

    parts: tuple[Filter, ...]


class AnyOf(Struct, frozen=True):
    """True where one of the parts is."""

    parts: tuple[Filter, ...]


Filter = Criterion | Membership | Not | AllOf | AnyOf


class Key(Struct, frozen=True):
    """One key of the order."""

    column: Column
    descending: bool
    nulls_last: bool


class Kin(Struct, frozen=True):
    """Related records among the columns: under ``name``, those whose ``reference`` is the record's id."""

    name: str
    reference: str
    plan: Plan
    indexed: bool


class Choice(Struct, frozen=True):
    """What TYPEOF selects: the fields of the record that ``step`` leads to, by the object that it is.

    Of an object that no WHEN names, ``otherwise``; nothing when that is None.
    """

    name: str
    step: Step
    columns: Mapping[str, tuple[Column, ...]]
    otherwise: tuple[Column, ...]


class Measure(Struct, frozen=True):
    """What an aggregate makes of the values of a column; in rows of groups it stands under ``field``."""

    function: str
    column: Column
    field: Field


class Grouping(Struct, frozen=True):
    """Rows of groups in place of records.

    A row has the values of ``keys`` under their names, those of ``measures``, and under ``GROUPING(key)`` 1 when it is
    a subtotal over that key; ``outputs`` are what it answers. ``having`` and the plan's order are about rows.
    ``levels``: which of the keys make the groups, for each kind of row.
    """

    keys: tuple[Column, ...]
    levels: tuple[tuple[bool, ...], ...]
    measures: tuple[Measure, ...]
    outputs: tuple[Output, ...]
    having: Filter | None


class Output(Struct, frozen=True):
    """One value of an answered row: its name there, its name in the row, and the function around it."""

    name: str
    key: str
    call: Call | None = None


class Plan(Struct, frozen=True):
    """What to do for a query.

    ``columns`` are what a record answers; when ``counting``, records are counted: those in which the one column
    has a value, or all when there is none. ``grouping``: rows of groups are answered in place of records.
    """

    sobject: SObject
    columns: tuple[Column, ...]
    counting: bool
    where: Filter | None
    order_by: tuple[Key, ...]
    limit: int | None
    offset: int
    kin: tuple[Kin | Choice, ...] = ()
    grouping: Grouping | None = None
    all_rows: bool = False
    mine: Column | None = None
    """The field that must hold the user who asks."""

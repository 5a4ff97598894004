"""The refusals of a SOQL query, in Salesforce's own words.

Texts follow the public SOQL and SOSL reference and answers that public clients quote; what is ours is said in
parentheses at the end of a message.
"""

from __future__ import annotations

from typing import Final

from mockserver.core.errors import CrmError
from mockserver.crm.salesforce.errors import refusal, shown

_AROUND: Final = 40
_WSDL: Final = "Please reference your WSDL or the describe call for the appropriate names."

_UNSUPPORTED: Final = {
    **dict.fromkeys(("DATA", "UPDATE"), "this clause"),
    ":": "a bind variable",
    "(": "this function",
}
"""What Salesforce knows and this server does not, by the token at which a query stops."""


class Source:
    """The text of a query, for messages that show where in it something is wrong."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def refusal(self, code: str, message: str, at: int) -> CrmError:
        """A native error that shows the line around offset ``at``, a caret below it, row and column."""
        row = self.text.count("\n", 0, at) + 1
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        first = max(start, at - _AROUND)
        line = self.text[first : min(at + _AROUND, len(self.text) if end < 0 else end)]
        place = f"ERROR at Row:{row}:Column:{at - start + 1}"
        error = plain(code, f"\n{line}\n{' ' * (at - first)}^\n{place}\n{message}")
        error.message = f"{code}: {_printable(message)} (row {row}, column {at - start + 1})"
        return error

    def unexpected(self, token: str, at: int) -> CrmError:
        """A word or sign that cannot stand where it stands; the empty token is the end of the query."""
        if not token:
            return plain("MALFORMED_QUERY", "unexpected token: '<EOF>'")
        known = _UNSUPPORTED.get(token.upper())
        hint = f" (this server does not answer {known})" if known else ""
        return self.refusal("MALFORMED_QUERY", f"unexpected token: '{shown(token)}'{hint}", at)

    def unreadable(self, at: int) -> CrmError:
        """A character that begins no token."""
        row = self.text.count("\n", 0, at) + 1
        column = at - self.text.rfind("\n", 0, at)
        character = self.text[at]
        what = (
            "mismatched character '<EOF>' expecting '''"
            if character == "'"
            else f"no viable alternative at character '{character}'"
        )
        return self.refusal("MALFORMED_QUERY", f"line {row}:{column} {what}", at)

    def no_such_column(self, name: str, sobject: str, at: int) -> CrmError:
        """A field that the object does not have."""
        return self.refusal(
            "INVALID_FIELD",
            f"No such column '{shown(name)}' on entity '{sobject}'. If you are attempting to use a custom "
            f"field, be sure to append the '__c' after the custom field name. {_WSDL}",
            at,
        )

    def no_such_relationship(self, name: str, at: int) -> CrmError:
        """A step to a parent record that the object does not have."""
        return self.refusal(
            "INVALID_FIELD",
            f"Didn't understand relationship '{shown(name)}' in field path. If you are attempting to use a "
            "custom relationship, be sure to append the '__r' after the custom relationship name. "
            f"{_WSDL}",
            at,
        )

    def no_such_child(self, name: str, at: int) -> CrmError:
        """A relationship to other records that the object does not have."""
        return self.refusal(
            "INVALID_TYPE",
            f"Didn't understand relationship '{shown(name)}' in FROM part of query call. "
            "If you are attempting to use a custom relationship, be sure to append the '__r' after the custom "
            "relationship name. "
            f"{_WSDL}",
            at,
        )

    def no_such_object(self, name: str, at: int) -> CrmError:
        """An object that the org does not have."""
        return self.refusal(
            "INVALID_TYPE",
            f"sObject type '{shown(name)}' is not supported. If you are attempting to use a custom object, "
            f"be sure to append the '__c' after the entity name. {_WSDL}",
            at,
        )

    def wrong_literal(self, field: str, kind: str, *, quoted: bool, at: int) -> CrmError:
        """A value that is not of its field's type."""
        quotes = "should be enclosed in quotes" if quoted else "should not be enclosed in quotes"
        return self.refusal(
            "INVALID_FIELD",
            f"value of filter criterion for field '{field}' must be of type {kind} and {quotes}",
            at,
        )

    def invalid_id(self, text: str, at: int) -> CrmError:
        """A text compared with an id that has not the form of one."""
        return self.refusal("INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {shown(text)}", at)

    def invalid_operator(self, kind: str, at: int) -> CrmError:
        """An operator that the field's type does not know."""
        return self.refusal("INVALID_QUERY_FILTER_OPERATOR", f"invalid operator on {kind} field", at)

    def not_filterable(self, field: str, at: int) -> CrmError:
        """A long text in a WHERE clause."""
        return self.refusal("INVALID_FIELD", f"field '{field}' can not be filtered in a query call", at)

    def not_sortable(self, field: str, at: int) -> CrmError:
        """A long text in an ORDER BY clause."""
        return self.refusal("MALFORMED_QUERY", f"field '{field}' can not be sorted in a query call", at)


def plain(code: str, message: str) -> CrmError:
    """A native error that shows no place."""
    return refusal(code, [(_printable(message), None)])


def duplicate_field(name: str) -> CrmError:
    """A field that is selected twice."""
    return plain("INVALID_FIELD", f"duplicate field selected: {name}")


def too_complicated() -> CrmError:
    """Conditions nested too deep."""
    return plain(
        "QUERY_TOO_COMPLICATED",
        "Query is either selecting too many fields or the filter conditions are too complicated.",
    )


def string_too_long(length: int, most: int) -> CrmError:
    """A string of a condition that is longer than any may be."""
    return plain("MALFORMED_QUERY", f"a string in a WHERE clause has {most} characters at most, not {length}")


def invalid_string(literal: str, sequence: str) -> CrmError:
    """A backslash before a character that it cannot escape."""
    message = f"Illegal character sequence '{sequence}' in string literal."
    return plain("MALFORMED_QUERY", f"Invalid string literal {shown(literal)}. {message}")


def _printable(message: str) -> str:
    """Without lone surrogates, which no JSON can carry."""
    return message.encode(errors="replace").decode()

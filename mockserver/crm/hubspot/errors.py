"""HubSpot's native errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson
from msgspec import Struct

from mockserver.core.errors import CrmError
from mockserver.core.store import Store

PORTAL_ID: Final = 12345678
"""The HubSpot account that every sandbox stands for."""

_TAKEN: Final = "Contact already exists. Existing ID: "


class Issue(Struct, frozen=True):
    """Why one property value is refused: HubSpot's code for it, and its sentence."""

    name: str
    code: str
    message: str


def refusal(store: Store, status: int, category: str, message: str, *, about: str = "", **details: Any) -> CrmError:
    """HubSpot's error body, with ``details`` such as ``errors`` or ``context``.

    ``about`` names, for a reader of the one-line form, the record that HubSpot's own text leaves out.
    """
    body = {
        "status": "error",
        "message": message,
        "correlationId": store.uuid(),
        **details,
        "category": category,
    }
    line = f"{category}: {message}: {about}" if about else f"{category}: {message}"
    return CrmError(line, status=status, body=body)


def invalid(store: Store, message: str, *, about: str = "", **details: Any) -> CrmError:
    """400: the request is not what HubSpot takes."""
    return refusal(store, 400, "VALIDATION_ERROR", message, about=about, **details)


def not_found(store: Store, what: str, key: str) -> CrmError:
    """404: no such record; HubSpot words it differently when the id is not a number."""
    message = "resource not found"
    if not (key.isascii() and key.isdigit()):
        message = "Object not found.  objectId are usually numeric."
    about = f"{what} {key}"
    return refusal(store, 404, "OBJECT_NOT_FOUND", message, about=about, context={"id": [key]})


def timed_out(store: Store) -> CrmError:
    """504: a search that looks at more than HubSpot's processing limits let a single client have."""
    return refusal(store, 504, "TIMEOUT", "The search took too long. Narrow it down, or try again later.")


def conflict(store: Store, key: str) -> CrmError:
    """409: another contact has this e-mail address."""
    return refusal(store, 409, "CONFLICT", f"{_TAKEN}{key}")


def existing_id(error: CrmError) -> str | None:
    """The id that a :func:`conflict` names, None for any other error."""
    message: str = error.body["message"]
    return message.removeprefix(_TAKEN) if message.startswith(_TAKEN) else None


def invalid_associations(store: Store, dangling: Sequence[tuple[str, str]], **details: Any) -> CrmError:
    """400: associations that cannot be made; ``dangling``: the type and the id of each record that there is not."""
    if dangling:
        names = [(kind.upper(), key) for kind, key in dangling]
        details["context"] = {
            "INVALID_OBJECT_IDS": [f"{kind}={key} is not valid" for kind, key in names],
            "objectId": [key for _, key in names],
            "objectType": [kind for kind, _ in names],
        }
    return invalid(store, "One or more associations are invalid", **details)


def invalid_values(store: Store, issues: Sequence[Issue], what: str = "Property") -> CrmError:
    """400: the refused values, as JSON inside the message and again in ``errors``."""
    listed = [
        {
            "isValid": False,
            "message": issue.message,
            "error": issue.code,
            "name": issue.name,
            "localizedErrorMessage": issue.message,
            "portalId": PORTAL_ID,
        }
        for issue in issues
    ]
    errors = [
        {"message": issue.message, "code": issue.code, "context": {"propertyName": [issue.name]}} for issue in issues
    ]
    return invalid(store, f"{what} values were not valid: {orjson.dumps(listed).decode()}", errors=errors)

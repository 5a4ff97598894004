"""How Marketo answers and refuses: its envelope, its codes, all with HTTP status 200."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mockserver.core.errors import CrmError
from mockserver.core.store import Record, Store


def answer(store: Store, result: Sequence[Record], **more: Any) -> Record:
    """The envelope of an answer; ``more`` are members such as ``nextPageToken``."""
    return {"requestId": request_id(store), "success": True, "result": list(result), **more}


def refusal(store: Store, code: str, message: str, *, about: str = "") -> CrmError:
    """A refusal of the whole call, which Marketo sends with HTTP status 200.

    ``about`` names, for a reader of the one-line form, what Marketo's own text leaves out.
    """
    body = {
        "requestId": request_id(store),
        "success": False,
        "errors": [{"code": code, "message": message}],
    }
    named = f"{message}: {about}" if about else message
    return CrmError(f"{code}: {named}", status=200, body=body)


def timed_out(store: Store) -> CrmError:
    """A call that looks at more people or activities than it may."""
    return refusal(store, "604", "Request timed out")


def no_such_field(store: Store, name: str) -> CrmError:
    """The instance has no field, or the activity type no attribute, of that name."""
    return refusal(store, "1006", f"Field '{name}' not found")


def not_found(store: Store, what: str, key: Any) -> CrmError:
    """There is no such list or activity type."""
    return refusal(store, "1013", "Object not found", about=f"{what} {key}")


def skipped(code: str, message: str, why: str = "reasons") -> Record:
    """An entry that Marketo left out; activities tell why under ``errors``, all else under ``reasons``."""
    return {"status": "skipped", why: [{"code": code, "message": message}]}


def request_id(store: Store) -> str:
    """A fresh number and the time in milliseconds, both hexadecimal: e42b#14272d07d78."""
    fresh = int(store.uuid()[-5:], 16)
    return f"{fresh:x}#{round(store.now().timestamp() * 1000):x}"

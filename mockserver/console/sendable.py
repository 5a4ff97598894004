"""A call from the journal made sendable again, with the sandbox's own credentials for the redacted ones."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from mockserver.core.redaction import REDACTED
from mockserver.sandboxes.journal import BODY_CUT, Entry
from mockserver.sandboxes.sandbox import Sandbox

WRONG: Final = "wrong-key"
"""Sent in place of a credential that was refused: the journal does not keep what it was."""

_IN_PATH: Final = "/:@!$&()*+,;=~"
_IN_QUERY: Final = f"{_IN_PATH}?%[]{{}}|'"
"""What may stand in a path that was decoded, and in a query that was not."""

_KEPT: Final = ("content-type", "linked_account_id", "x-mock-outcome", "x-mock-delay")
"""The headers that say something to the APIs, besides credentials."""


@dataclass(frozen=True, slots=True)
class Sendable:
    """One request, ready to be sent: ``path`` holds the query, ``auth`` is (user, password) or None.

    ``headers`` are those besides HTTP Basic; ``form`` holds the fields of a form, else ``text`` is the body.
    """

    method: str
    path: str
    headers: dict[str, str]
    auth: tuple[str, str] | None
    form: dict[str, str] | None
    text: str

    @property
    def body(self) -> str:
        """The body as it is sent."""
        return self.text if self.form is None else urlencode(self.form)

    def as_json(self) -> dict[str, Any]:
        """The request as the page's script sends it."""
        headers = dict(self.headers)
        if self.auth is not None:
            headers["authorization"] = f"Basic {b64encode(':'.join(self.auth).encode()).decode()}"
        return {"method": self.method, "path": self.path, "headers": headers, "body": self.body or None}


def of_entry(entry: Entry, sandbox: Sandbox) -> Sendable:
    """The call of an entry."""
    call, form = entry.exchange.call, entry.form
    headers = {name: value for name, value in entry.request_headers.items() if name in _KEPT}
    path = quote(call.path, safe=_IN_PATH) + (f"?{quote(call.query, safe=_IN_QUERY)}" if call.query else "")
    text = "" if form is not None else entry.request_body.decode(errors="replace")
    credentials = _tokens(entry, sandbox)
    return Sendable(
        call.method, path, headers | credentials, _login(entry, sandbox), None if form is None else dict(form), text
    )


def is_whole(entry: Entry) -> bool:
    """Whether the journal holds all that the call sent as text: nothing cut off, no secret in its body or query."""
    try:
        entry.request_body.decode()
    except UnicodeDecodeError:
        return False
    hidden = REDACTED.encode() in entry.request_body or b"%5Bredacted%5D" in entry.request_body
    return entry.request_length <= BODY_CUT and not hidden and REDACTED not in entry.exchange.call.query


def lacks_permission(entry: Entry) -> bool:
    """Whether the call came with a key that really may not do this."""
    return entry.exchange.outcome == "no-permission" and entry.exchange.fault is None


def _login(entry: Entry, sandbox: Sandbox) -> tuple[str, str] | None:
    names = sandbox.world.names
    if entry.exchange.dialect != "oktopost" or "authorization" not in entry.request_headers:
        return None
    if _was_refused(entry):
        return names["oktopost"]["account_id"], WRONG
    key = names["oktopost"]["readonly_api_key"] if lacks_permission(entry) else names["oktopost"]["api_key"]
    return names["oktopost"]["account_id"], sandbox.key(key)


def _tokens(entry: Entry, sandbox: Sandbox) -> dict[str, str]:
    """The credentials of Refold that are headers: an API key, or a session token."""
    if entry.exchange.dialect != "refold":
        return {}
    sent, names, refused = entry.request_headers, sandbox.world.names, _was_refused(entry)
    found = {}
    if "x-api-key" in sent:
        found["x-api-key"] = WRONG if refused else sandbox.key(names["refold"]["api_key"])
    if "authorization" in sent:
        found["authorization"] = f"Bearer {WRONG if refused else sandbox.key(names['refold']['session_token'])}"
    return found


def _was_refused(entry: Entry) -> bool:
    """Whether the credentials themselves were wrong."""
    return entry.exchange.fault is None and entry.exchange.outcome in (
        "unauthenticated", "invalid-credentials", "invalid-token",
    )  # fmt: skip

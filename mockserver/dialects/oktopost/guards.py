"""What calls of Oktopost are checked for: who calls, what the body is, whether a record is there and the account's."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from mockserver.core import contracts
from mockserver.core.errors import MissingFields, Refused, Violation, cut
from mockserver.core.http import Malformed
from mockserver.core.store import Record
from mockserver.dialects.bodies import FORM, READERS, media_type
from mockserver.dialects.frame import CallContext, Route
from mockserver.dialects.oktopost.access import Grant
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes

NAME: Final = "oktopost"
PERMISSION: Final = "Integration Add"

FIELD_EVIDENCE: Final[Mapping[str, str]] = {
    "query.type": "I-02 choice",
    "query._page": "I-03 choice",
    "query.withAssets": "I-05 choice",
    "form.type": "I-02 choice",
    "form.state": "I-07 choice",
    "form.cnameId": "I-07 choice",
}
"""The statement on the values that a field of an integration's routes may have."""

_ID_LENGTH: Final = 15


def authenticate(context: CallContext) -> Grant:
    """O-18: HTTP Basic ACCOUNT_ID:API_KEY, which also names the sandbox."""
    grant: Grant | None = context.enter(basic_credentials(context.call.headers.get("authorization", "")))
    if grant is None:
        raise Refused("unauthenticated")
    context.passes("authentication")
    return grant


def owner(sandboxes: Sandboxes, headers: Mapping[str, str]) -> Sandbox | None:
    """The sandbox of an API key."""
    found = sandboxes.find(NAME, basic_credentials(headers.get("authorization", "")))
    return None if found is None else found[0]


@lru_cache(maxsize=256)
def basic_credentials(header: str) -> tuple[str, str]:
    """User and password of an ``Authorization: Basic`` header; two empty texts when it is none."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return user, password


def need_permission(context: CallContext, grant: Grant) -> None:
    """O-10: the key must have the permission to connect integrations."""
    if PERMISSION not in grant.permissions:
        raise Refused("no-permission")
    context.passes("permission")


def read_form(context: CallContext) -> dict[str, str]:
    """O-01: the fields of the body: of a form, or of the JSON or multipart body that is taken for one."""
    call = context.call
    content_type = call.headers.get("content-type", "")
    kind = media_type(content_type)
    reader = READERS.get(kind if call.body or kind else FORM)
    if reader is None:
        raise Refused("wrong-content-type", content_type=content_type or "of no declared type")
    try:
        pairs = reader(call.body, content_type)
    except Malformed as error:
        raise Refused("invalid-request", reason=str(error)) from None
    context.query()
    form = context.exchange.form = context.fields(pairs, "form")
    if kind not in ("", FORM):
        context.note(Violation("headers.content-type", FORM, kind, "undeclared"), evidence="O-01 public")
    return form


def need_field(context: CallContext, form: dict[str, str], name: str, evidence: str) -> str:
    """A required field of an action's form, which must not be blank."""
    value = form.get(name, "")
    if not value.strip():
        raise MissingFields([name], violations=_violations_at(context, f"form.{name}", form=form), evidence=evidence)
    return value


def _violations_at(context: CallContext, pointer: str, **parts: dict[str, str]) -> list[Violation]:
    return [found for found in context.hold_request(parts) if found.pointer == pointer]


def hold_parts(context: CallContext, **parts: dict[str, str]) -> dict[str, dict[str, str]]:
    """Hold the call's parts against the route's contract and give them back."""
    violations = context.hold_request(parts)
    if violations:
        missing = _missing(context.route, parts.get("form"))
        if missing:
            raise MissingFields(missing, violations=violations)
        reason = "; ".join(violation.sentence() for violation in violations)
        if violations[0].pointer == "query._count":
            size = cut(parts["query"]["_count"])
            raise Refused("invalid-page-size", size=size, reason=reason, violations=violations)
        evidence = FIELD_EVIDENCE.get(violations[0].pointer, "")
        raise Refused("invalid-request", reason=reason, violations=violations, evidence=evidence)
    context.passes("request")
    return parts


def _missing(route: Route, form: dict[str, str] | None) -> list[str]:
    schema = contracts.load().documents[route.key]["$defs"]["request"]
    required = schema.get("properties", {}).get("form", {}).get("required", ())
    return [name for name in required if form is not None and not form.get(name, "").strip()]


def find_integration(context: CallContext, grant: Grant, integration_id: str, *, part: str = "path") -> Record:
    """O-11: it must exist and be the account's own; a foreign one reads like one that does not exist."""
    context.facts["id"] = well_formed(context, integration_id, part=part)
    found = context.sandbox.state.tables["oktopost/integration"].get(integration_id)
    if found is None or found["AccountId"] != grant.account_id:
        raise Refused("integration-not-found", form="", **context.facts)
    context.facts["type"] = found["Type"]
    context.passes("integration")
    return found


def well_formed(context: CallContext, integration_id: str, *, part: str) -> str:
    """O-02: an id of another form than the documented one is that of no integration."""
    if len(integration_id) == _ID_LENGTH and integration_id.isascii() and integration_id.isalnum():
        return integration_id
    raise Refused(
        "integration-not-found",
        violations=_violations_at(context, f"{part}.id", **{part: {"id": integration_id}}),
        evidence="O-02 choice",
        id=integration_id,
        form=f"an id has {_ID_LENGTH} letters and digits, this one has {len(integration_id)} characters: ",
    )


def need_writing(context: CallContext, grant: Grant) -> None:
    """O-85: a key without any permission may read only."""
    if not grant.permissions:
        raise Refused("read-only-key")
    context.passes("permission")


def find_record(context: CallContext, grant: Grant, table: str, name: str, key: str) -> Record:
    """O-86: a record of the account; ``name`` is what people call one."""
    context.facts.update(kind=name, id=key)
    found = context.sandbox.state.tables[table].get(key)
    if found is None or found["AccountId"] != grant.account_id:
        raise Refused("record-not-found", **context.facts)
    context.passes("record")
    return found

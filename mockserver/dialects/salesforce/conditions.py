"""S-43: conditional requests: what a client knows of a record or a description, against what there is."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha1
from typing import Final, NamedTuple

from mockserver.core.errors import Refused
from mockserver.core.http import Call, dump_json
from mockserver.core.store import Record

_TAG: Final = re.compile(r'(?:W/)?"[^"]*"')
_TAGS: Final = re.compile(r'\s*(?:\*|(?:W/)?"[^"]*"(?:\s*,\s*(?:W/)?"[^"]*")*)\s*')

TAGGED: Final = "Account"
"""The object whose records have tags."""


class Validators(NamedTuple):
    """What a client may remember of a document: when it last changed, and a tag, empty where it has none."""

    changed: datetime
    tag: str = ""

    def headers(self) -> list[tuple[str, str]]:
        """The headers that tell them."""
        told = [("last-modified", format_datetime(self.changed.astimezone(UTC), usegmt=True))]
        return [*told, ("etag", self.tag)] if self.tag else told


def validators(name: str, record: Record) -> Validators:
    """Those of a record."""
    changed = datetime.fromisoformat(record["LastModifiedDate"]).replace(microsecond=0)
    return Validators(changed, _tag(record) if name == TAGGED else "")


def is_known(call: Call, there: Validators) -> bool:
    """Whether the client has the document already: 304 in answer to a GET; Refused ``precondition-failed``."""
    hold(call, there)
    tags = _tags(call.headers, "if-none-match") if there.tag else None
    if tags is not None:
        return _matches(tags, there.tag)
    known = _date(call.headers, "if-modified-since")
    return known is not None and there.changed <= known


def hold(call: Call, there: Validators) -> None:
    """Refused ``precondition-failed`` when the document is not, or no more, the one that the client means."""
    tags = _tags(call.headers, "if-match") if there.tag else None
    if tags is not None:
        failed = not _matches(tags, there.tag)
    else:
        known = _date(call.headers, "if-unmodified-since")
        failed = known is not None and there.changed > known
    if failed:
        raise Refused("precondition-failed")


def hold_write(call: Call, there: Validators) -> None:
    """The same of a change, which ``If-None-Match`` stops as well; Refused ``invalid-request`` for a header's value."""
    for name in ("if-match", "if-none-match"):
        if there.tag and name in call.headers and _tags(call.headers, name) is None:
            raise Refused("invalid-request", reason=f"header.{name}: expected quoted tags or *")
    if "if-unmodified-since" in call.headers and _date(call.headers, "if-unmodified-since") is None:
        raise Refused("invalid-request", reason="header.if-unmodified-since: expected a date of HTTP")
    hold(call, there)
    tags = _tags(call.headers, "if-none-match") if there.tag else None
    if tags is not None and _matches(tags, there.tag):
        raise Refused("precondition-failed")


def _tag(record: Record) -> str:
    digest = sha1(dump_json(record), usedforsecurity=False).digest()
    return f'"{b64encode(digest).decode()}"'


def _matches(tags: Sequence[str], tag: str) -> bool:
    return not tags or tag in tags


def _tags(headers: Mapping[str, str], name: str) -> list[str] | None:
    """The tags of a header, none for ``*``; None without the header, or where it has no tags."""
    text = headers.get(name)
    if text is None or not _TAGS.fullmatch(text):
        return None
    return [tag.removeprefix("W/") for tag in _TAG.findall(text)]


def _date(headers: Mapping[str, str], name: str) -> datetime | None:
    """The moment of a header; None without the header, or where it has none."""
    try:
        moment = parsedate_to_datetime(headers.get(name, ""))
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

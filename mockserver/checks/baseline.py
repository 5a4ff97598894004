"""Known findings: what somebody has decided to live with for a while, and why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict, replace

from mockserver.checks.findings import BROKEN, Finding, Verdict, state_of
from mockserver.core.http import Malformed, load_json

_INDEX: Final = re.compile(r"\[\d+\]")
_TERM: Final = timedelta(days=90)
_UNEXPLAINED: Final = "found on {}, not explained yet"


class Unusable(ValueError):
    """A file is no baseline; the text says which and why."""


class Known(Struct, frozen=True):
    """One known finding.

    ``statement``: its id; ``action``: what was called, as the report groups it; ``pointer``: side and place, any index
    as ``[]``; ``reason``: why it is lived with; ``until``: the last day on which it is, as ``YYYY-MM-DD``.
    """

    statement: str
    action: str
    pointer: str
    reason: str
    until: str

    @property
    def place(self) -> tuple[str, str, str]:
        """What makes it the same finding again."""
        return self.statement, self.action, self.pointer


class Baseline:
    """The known findings of a file.

    With ``learning``, what is found and not known yet becomes known for 90 days; `write` keeps it.
    """

    def __init__(self, path: Path, *, learning: bool = False, today: date | None = None) -> None:
        self._path = path
        self._learning = learning
        self._today = today or datetime.now(UTC).date()
        self._known = {known.place: known for known in _read(path, may_be_missing=learning)}
        self._seen: dict[tuple[str, str, str], Known] = {}

    def apply(self, verdict: Verdict) -> Verdict:
        """The verdict as it is where what is known weighs no more than an information."""
        findings = tuple(self._weighed(verdict, finding) for finding in verdict.findings)
        state = state_of(findings) if verdict.state == BROKEN else verdict.state
        return replace(verdict, findings=findings, state=state)

    def _weighed(self, verdict: Verdict, finding: Finding) -> Finding:
        if finding.severity != "error":
            return finding
        place = _place(verdict, finding)
        known = self._known.get(place)
        if self._learning and (known is None or self._is_over(known)):
            reason, until = _UNEXPLAINED.format(self._today), str(self._today + _TERM)
            known = self._known[place] = Known(*place, reason=reason, until=until)
        if known is None:
            return finding
        self._seen[place] = known
        if self._is_over(known):
            return replace(finding, phrase=f"{finding.phrase} (known, but only until {known.until})")
        told = f" (known until {known.until}: {known.reason})".replace("{", "{{").replace("}", "}}")
        return replace(finding, severity="info", phrase=finding.phrase + told)

    def _is_over(self, known: Known) -> bool:
        return date.fromisoformat(known.until) < self._today

    def notes(self) -> Iterator[str]:
        """What is known and was not found any more."""
        for place, known in self._known.items():
            if place not in self._seen:
                yield f"{self._path}: {' '.join(known.place)} is known and was not found"

    def write(self) -> None:
        """Keep what was found, with the reasons that are known of it."""
        found = [asdict(self._seen[place]) for place in sorted(self._seen)]
        self._path.write_text(json.dumps({"findings": found}, indent=2) + "\n", encoding="utf-8")


def _place(verdict: Verdict, finding: Finding) -> tuple[str, str, str]:
    """A finding of a probe says in its side what was called."""
    called, _, side = finding.side.rpartition(": ")
    pointer = f"{side} {_INDEX.sub('[]', finding.pointer)}".strip()
    return finding.ground.statement, called or verdict.group, pointer


def _read(path: Path, *, may_be_missing: bool) -> Iterator[Known]:
    try:
        document = load_json(path.read_bytes())
    except FileNotFoundError:
        if may_be_missing:
            return
        raise Unusable(f"{path} is not there: --write-baseline makes it") from None
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}") from None
    except Malformed as error:
        raise Unusable(f"{path} is {error}") from None
    entries = document.get("findings") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise Unusable(f'{path} is no baseline: it is {{"findings": […]}}')
    for number, entry in enumerate(entries, 1):
        yield _known(entry, f"{path}: finding {number}")


def _known(entry: Any, where: str) -> Known:
    names = Known.__struct_fields__
    if not isinstance(entry, dict) or entry.keys() != set(names):
        raise Unusable(f"{where} has not exactly the members {', '.join(names)}")
    wrong = [name for name in names if not isinstance(entry[name], str) or not entry[name].strip()]
    if wrong:
        raise Unusable(f"{where} has no text as its {wrong[0]}")
    try:
        date.fromisoformat(entry["until"])
    except ValueError:
        raise Unusable(f"{where} is known until {entry['until']}, which is no day such as 2027-01-31") from None
    return Known(**entry)

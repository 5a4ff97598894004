"""What can go wrong, without a word of HTTP: a problem carries data, the dialect that answers makes the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

MOST_VIOLATIONS: Final = 20
"""How many places a refusal names; that there are more is said, and no more of them are looked for."""

_SHOWN: Final = 60
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a document breaks its contract.

    ``pointer`` is dotted from the document's root (``leadIds[2]``, empty for the root itself); ``expected`` and
    ``got`` are short texts, never a whole schema; ``keyword`` is the JSON Schema keyword that failed, and ``schema``
    where it stands: ``DIALECT/http/error#/$defs/response/required``, empty for what no schema says.
    """

    pointer: str
    expected: str
    got: str
    keyword: str
    schema: str = field(default="", compare=False)

    def sentence(self) -> str:
        """One line: where, what was expected, what came."""
        if self.keyword == _MORE:
            return "and more"
        return f"{self.pointer or 'the document'}: expected {self.expected}, got {self.got}"

    def as_json(self) -> dict[str, str]:
        """The violation as the journal and the reports show it."""
        return {
            "pointer": self.pointer,
            "expected": self.expected,
            "got": self.got,
            "keyword": self.keyword,
        }


_MORE: Final = "more"


def and_more(schema: str = "") -> Violation:
    """What stands behind MOST_VIOLATIONS others, when there are still more."""
    return Violation("", "nothing else to be wrong", "more than is listed", _MORE, schema)


def cut(text: str, limit: int = _SHOWN) -> str:
    """The text, or its beginning and its length when it is long."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """``did you mean X? `` for the nearest of the names, or nothing when none is near."""
    from difflib import get_close_matches

    if len(name) > _LONGEST_NAME:  # what it costs grows with the square of the length
        return ""
    close = get_close_matches(name, list(names), n=1)
    return f"did you mean {close[0]}? " if close else ""


def _misspelt(given: Iterable[str], fields: Sequence[str]) -> str:
    """What the first of the names that is spelt like a field may have meant; empty when none is."""
    for name in islice(given, MOST_VIOLATIONS):
        meant = did_you_mean(name, fields)
        if meant:
            return f"{cut(name)} is no field here: {meant.strip()}"
    return ""


class Problem(Exception):
    """A call that does not succeed; ``outcome`` is its name in the one vocabulary of outcomes.

    ``evidence``: the statement that decided, with its kind, where it is not the one that the outcome always rests on;
    ``advice``: what helps beside the hint.
    """

    outcome = "server-error"

    def __init__(
        self, message: str, *, violations: Sequence[Violation] = (), evidence: str = "", advice: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.violations = tuple(violations)
        self.evidence = evidence
        self.advice = advice


class Refused(Problem):
    """A documented check failed: the dialect's table of refusals words ``outcome`` with ``context``."""

    def __init__(
        self, outcome: str, *, violations: Sequence[Violation] = (), evidence: str = "", **context: Any
    ) -> None:
        super().__init__(outcome, violations=violations, evidence=evidence)
        self.outcome = outcome
        self.context = context


class MissingFields(Problem):
    """Required fields that are absent or empty, in their documented order; ``given``: names sent that are no fields."""

    outcome = "missing-field"

    def __init__(
        self,
        fields: Sequence[str],
        *,
        violations: Sequence[Violation] = (),
        evidence: str = "",
        given: Iterable[str] = (),
    ) -> None:
        super().__init__(", ".join(fields), violations=violations, evidence=evidence, advice=_misspelt(given, fields))
        self.fields = tuple(fields)


class InvalidPayload(Problem):
    """The payload is not what the action's contract asks for."""

    outcome = "invalid-payload"


class CrmError(Problem):
    """The application itself refuses.

    ``message``: one line, ``CODE: native text``; ``status``: the application's own HTTP status; ``body``: its
    native error as JSON.
    """

    outcome = "crm-error"

    def __init__(self, message: str, *, status: int, body: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = body


class BrokenContract(Problem):
    """An answer of ours breaks its own contract: our fault, never the caller's."""

    outcome = "contract-broken"

    def __init__(self, contract: str, violations: Sequence[Violation]) -> None:
        first = violations[0].sentence() if violations else "unknown"
        super().__init__(f"the answer breaks the contract {contract}: {first}", violations=violations)
        self.contract = contract

"""What a person reads when a test fails: the calls that broke the contract, and the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from mockserver.testing import places
from mockserver.testing.calls import RecordedCall
from mockserver.testing.ledger import Gone, History

JOURNAL_LENGTH: Final = 50
"""How many calls a report section shows; the last ones."""

MARKER: Final = "A test that means it says so: @pytest.mark.mockserver(expect={0})"
OPTION: Final = "To run it all the same: mockserver run {1} -- ..."

_BODY_LENGTH: Final = 300
_BLAME: Final = {
    "application": "the application broke the contract",
    "mockserver": "mockserver broke its own contract",
}


def broken(
    calls: History, expected: Sequence[str] = (), *, meant: str = MARKER, total: int | None = None
) -> str | None:
    """The report on the calls that broke the contract and were not expected to; None when all is well.

    ``meant``: how to say that such a call is meant, with a place for the outcomes; ``total``: how many calls there
    were, when ``calls`` are not all of them.
    """
    kept = [call for call in calls.kept if not call.is_expected(expected)]
    gone = [one for one in calls.gone if not one.like.is_expected(expected)]
    bad = [*(one.like for one in gone), *kept]
    if not bad:
        return None
    blamed = dict.fromkeys(call.blame for call in bad)
    head = " and ".join(_BLAME[who] for who in blamed if who)
    number = len(calls) if total is None else total
    broke = len(kept) + sum(one.count for one in gone)
    lines = [f"{head} in {broke} of {number} call{'' if number == 1 else 's'}:"]
    for one in gone:
        lines += ["", *_told_of(one)]
    for call in kept:
        lines += ["", *_told(call)]
    theirs = list(dict.fromkeys(call.outcome for call in bad if call.blame == "application"))
    if theirs:
        lines += ["", meant.format(json.dumps(theirs), " ".join(f"--expect {name}" for name in theirs))]
    return "\n".join(lines)


def _told_of(gone: Gone) -> Iterator[str]:
    """Calls that are gone, by what is known of the first of their kind."""
    call = gone.like
    yield _head(call)
    yield f"    gone       the journal has no room for it any more, nor for {gone.count - 1} others like it"
    yield from _why(call)
    if call.hint:
        yield f"    hint       {call.hint}"


def _told(call: RecordedCall) -> Iterator[str]:
    yield _head(call)
    place = places.of(call.response_headers)
    if place:
        yield f"    made at    {place}"
    yield from _why(call)
    yield f"    answered   {_message(call.response)}"
    if call.hint:
        yield f"    hint       {call.hint}"
    yield from _sent(call)


def _why(call: RecordedCall) -> Iterator[str]:
    if not call.claimed:
        yield "    it has no credential of a sandbox of this test; it was made while the test ran"
    for violation in call.violations:
        yield f"    field      {_place(call, violation['pointer'])}"
        yield f"    expected   {violation['expected']}"
        yield f"    got        {violation['got']}"
    if call.failed_check:
        yield f"    check      {call.failed_check}"
    if call.evidence:
        yield f"    statement  {call.evidence}{_statement(call)}"


def _sent(call: RecordedCall) -> Iterator[str]:
    if call.sent is not None:
        yield f"    sent       {_cut(json.dumps(call.sent, ensure_ascii=False))}"
    for finding in call.findings:
        yield f"    note       {finding['pointer']}: expected {finding['expected']}, got {finding['got']}"


def _place(call: RecordedCall, pointer: str) -> str:
    """A violation's pointer from the root of what the application sent (or we answered)."""
    if call.blame == "mockserver":
        return f"{pointer or 'the answer'} (of the answer)"
    if call.failed_check in ("payload", "parameters") and not pointer.startswith(("payload.", "form.", "query.")):
        return f"payload.{pointer}" if pointer else "payload"
    return pointer or "the request"


def _statement(call: RecordedCall) -> str:
    """What the statement that the refusal rests on says, in one sentence."""
    from mockserver.core import statements

    statement_id, _, kind = (call.evidence or "").partition(" ")
    known = [found for found in statements.load() if found.id == statement_id]
    fitting = [found for found in known if found.kind == kind] or known
    return f": {fitting[0].text}" if fitting else ""


def _message(answer: Any) -> str:
    if isinstance(answer, dict):
        errors = answer.get("Errors")
        message = answer.get("message")
        if isinstance(errors, dict):
            errors = [category["Error"] for category in errors.values() if "Error" in category]
        if isinstance(errors, list):
            return "; ".join(map(str, errors))
        if message is not None:
            return str(message)
    return _cut(answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= _BODY_LENGTH else f"{text[:_BODY_LENGTH]}… ({len(text)} characters)"


def _head(call: RecordedCall) -> str:
    action = f"  {call.action}" if call.action else ""
    planned = f"  (planned: {call.fault})" if call.fault else ""
    return f"  call {call.number}  {call.method} {call.path}{action}  -> {call.status} {call.outcome}{planned}"


def journal(calls: History) -> str:
    """The calls of one test: a line each, with what was sent and answered; undeclared fields are noted."""
    shown = calls.kept[-JOURNAL_LENGTH:]
    lines = [f"  ({len(calls) - len(shown)} earlier calls are not shown)"] if len(shown) < len(calls) else []
    for call in shown:
        lines.append(_head(call))
        lines += _sent(call)
        lines.append(f"    answered   {_cut(json.dumps(call.response, ensure_ascii=False))}")
    return "\n".join(lines) or "  nothing was called"

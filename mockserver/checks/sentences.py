"""What is found as lines of text that neither a terminal nor a pipeline obeys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mockserver.checks.findings import Ground, Verdict

_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def lines(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """A verdict as text, one line for it and one for each finding; each with the word that says how bad it is."""
    reason = f" ({verdict.reason})" if verdict.reason else ""
    yield verdict.state, one_line(f"{verdict.state:9} {verdict.name}{reason}")
    for finding in verdict.findings:
        yield finding.severity, one_line(f"  {finding.severity:7} {finding.sentence()} [{cited(finding.ground)}]")


def one_line(string: str) -> str:
    """A text as one line: a recorded line feed must not begin a line of its own, which a pipeline might obey."""
    return re.sub(r"[\t\n\r\x85\u2028\u2029]", " ", printable(string))


def printable(string: str) -> str:
    """A text without the characters that XML cannot hold, and without those that steer a terminal."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", string)


def cited(ground: Ground) -> str:
    """Statement, document and line: what somebody who doubts a finding looks up."""
    return f"{ground.statement} {source(ground)}; {ground.place}"


def source(ground: Ground) -> str:
    """Who says so: a document of the vendor, or nobody but us."""
    return "our choice" if ground.kind == "choice" else f"{ground.kind}: {ground.document}"

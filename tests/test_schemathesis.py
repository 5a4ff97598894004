"""Schemathesis, with the shipped hooks and all its checks, finds nothing in any of the APIs; a defect it finds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from mockserver import dialects
from mockserver.core.faults import Faults
from mockserver.core.http import Answer, Call
from mockserver.core.offload import NeedsThread
from mockserver.dialects.frame import Dialect
from mockserver.dialects.gateway import Gateway
from mockserver.dialects.oktopost import routes as oktopost
from mockserver.dialects.refold import routes as refold
from mockserver.dialects.refold.parameters import additional_fields
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world

pytestmark = pytest.mark.xdist_group("schemathesis")

PROGRAM = Path(sys.executable).with_name("schemathesis")
SEED = os.environ.get("SCHEMATHESIS_SEED", "1")
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "5")
"""How many for each operation in each phase; `make fuzz` asks for more, and for others each time."""

PHASES = "examples,coverage,fuzzing" if "SCHEMATHESIS_EXAMPLES" in os.environ else "examples,coverage"
"""What is done with the many operations of an application's own API."""

SOAP = "soap"
"""An operation that is left out: its faults are 500 by the protocol, with or without credentials.

The first bulk API is left out as well: it refuses in XML or in JSON, as it is asked.
"""

ASKED = frozenset(("ok", "null-contact", "crm-error"))
"""Outcomes of a call that kept the contract of its payload."""


class Listening(Gateway):
    """A gateway that remembers what the calls of each action came to."""

    def __init__(self, sandboxes: Sandboxes) -> None:
        super().__init__(sandboxes)
        self.outcomes: dict[str, set[str]] = defaultdict(set)

    def respond(self, call: Call, dialect: Dialect) -> Answer:
        return self._listen(super().respond(call, dialect))

    def respond_anew(self, given_up: NeedsThread) -> Answer:
        return self._listen(super().respond_anew(given_up))

    def _listen(self, answer: Answer) -> Answer:
        headers = dict(answer.headers)
        self.outcomes[headers.get("x-mock-action", "")].add(headers.get("x-mock-outcome", ""))
        return answer


@pytest.fixture
def listening() -> Iterator[tuple[Server, Listening]]:
    """A server of its own: a run changes the records, and mints and ends tokens."""
    gateway = Listening(Sandboxes(world.load()))
    with Server(gateway) as running:
        yield running, gateway


def run(url: str, folder: Path, *options: str, dialect: str) -> tuple[int, str]:
    """Exit code and report of a run of one dialect with all checks, the same examples each time."""
    command = [
        str(PROGRAM),
        "run",
        f"{url}/openapi.json?dialect={dialect}",
        "--checks",
        "all",
        "--seed",
        SEED,
        "--no-color",
        "--request-timeout",
        "60",
        *options,
    ]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "mockserver.openapi.schemathesis_hooks"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.contract("X-01", "X-02")
def test_all_checks_in_all_phases_find_nothing(listening: tuple[Server, Listening], tmp_path: Path) -> None:
    server, gateway = listening
    for dialect in ("oktopost", "refold"):
        code, report = run(server.url, tmp_path, "--max-examples", EXAMPLES, "--continue-on-failure", dialect=dialect)
        assert code == 0, report
        assert all(f"✅ {phase}" in report for phase in ("Examples", "Coverage", "Fuzzing", "Stateful")), report
    _every_action_was_asked(gateway.outcomes)
    _every_contract_refused_something(gateway.outcomes)


@pytest.mark.contract("X-01", "X-02")
@pytest.mark.parametrize(
    ("dialect", "options"),
    [
        ("salesforce", ("--exclude-operation-id", SOAP, "--exclude-path-regex", "^/services/async/")),
        ("hubspot", ()),
        # 600, its refusal of a call without a token, comes with the status 200.
        ("marketo", ("--exclude-checks", "ignored_auth")),
    ],
)
def test_all_checks_find_nothing_in_the_api_of_an_application(
    listening: tuple[Server, Listening], tmp_path: Path, dialect: str, options: Sequence[str]
) -> None:
    server, gateway = listening
    phases = ("--phases", PHASES, "--max-examples", EXAMPLES)
    code, report = run(server.url, tmp_path, *phases, "--continue-on-failure", *options, dialect=dialect)
    assert code == 0, report
    keys = {route.key for route in dialects.named(dialect).routes if not route.path.startswith("/services/async/")}
    assert keys - gateway.outcomes.keys() <= {f"salesforce/http/{SOAP}"}


def _every_action_was_asked(outcomes: dict[str, set[str]]) -> None:
    actions = [action.key for table in (oktopost.actions(), refold.actions()) for action in table.values()]
    assert [key for key in actions if not outcomes[key] & ASKED] == []


def _every_contract_refused_something(outcomes: dict[str, set[str]]) -> None:
    tables = (oktopost.actions(), refold.actions())
    needy = [action.key for table in tables for action in table.values() if action.required]
    assert [key for key in needy if "missing-field" not in outcomes[key]] == []


@pytest.mark.parametrize("action", ["oktopost/hubspot/contact.create", "refold/salesforce/create_lead"])
def test_a_defect_behind_the_payload_is_found_and_named(
    listening: tuple[Server, Listening], tmp_path: Path, action: str
) -> None:
    server, gateway = listening
    gateway.sandboxes.default.set("faults", Faults().plant({"match": action, "outcome": "server-error", "times": None}))
    code, report = run(
        server.url, tmp_path, "--max-examples", "1", "--phases", "examples", dialect=action.partition("/")[0]
    )
    assert code == 1, report
    assert "Server error" in report
    assert "contact.create" in report or "create_lead" in report


@pytest.mark.contract("R-22")
@pytest.mark.parametrize("blank", ["", " ", None])
def test_a_blank_text_is_no_additional_fields(blank: Any) -> None:
    assert additional_fields({"additional_fields": blank}) == {}

"""`mockserver verify` on the applications' own APIs: this server keeps what is tried, and a broken one is found out."""

from __future__ import annotations

import pytest

from mockserver.core.http import Answer, Call
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world
from tests.planted.servers import Broken
from tests.verification import verify, with_credentials


@pytest.mark.contract("X-01")
@pytest.mark.parametrize(("application", "least"), [("hubspot", 30), ("marketo", 31)])
def test_this_server_keeps_every_statement_that_is_tried(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, application: str, least: int
) -> None:
    mockserver = with_credentials(application, capsys, monkeypatch)
    found = verify(mockserver, Gateway(Sandboxes(world.load())), application, "--write")
    assert [finding for verdict in found.values() for finding in verdict["findings"]] == []
    assert sum(verdict["verdict"] == "kept" for verdict in found.values()) >= least


@pytest.mark.parametrize(
    ("application", "right", "wrong", "broken"),
    [
        ("salesforce", b'"INVALID_SESSION_ID"', b'"INVALID_SESSION"', ["S-12"]),
        ("hubspot", b'"INVALID_AUTHENTICATION"', b'"other"', ["H-01"]),
        ("marketo", b'"1013"', b'"other"', ["M-15", "M-28"]),
    ],
)
def test_a_server_with_another_error_is_found_out(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    application: str,
    right: bytes,
    wrong: bytes,
    broken: list[str],
) -> None:
    def twist(_: Call, answer: Answer) -> Answer:
        answer.body = answer.body.replace(right, wrong)
        return answer

    found = verify(with_credentials(application, capsys, monkeypatch), Broken(twist), application)
    assert [name for name, verdict in found.items() if verdict["verdict"] == "broken"] == broken

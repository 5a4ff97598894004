"""A vendor is a folder: what lies in tests/toy is all that the checks need to know of one that does not exist."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.raw import Scripted
from tests.recordings import JSON, Outcome, entry, har

ROOT = Path(__file__).parent.parent
TOY = Path(__file__).parent / "toy"
API = "https://api.toy.example/toy"

PROGRAM = """
import sys
from mockserver import dialects
dialects.PACKAGES.append("mockserver.dialects.toy")
from mockserver.cli.command_line import main
if sys.argv[1] != "verify":
    sys.exit(main(sys.argv[1:]))
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures
with Server(Gateway(Sandboxes(fixtures.load()))) as server:
    code = main(["verify", "--toy-url", server.url, *sys.argv[2:]])
sys.exit(code)
"""
"""The one list entry, and a command; `verify` asks a server that runs beside it, unless it is given another."""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this one with the vendor's folder and its schemas."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("mockserver", "schemas", "fixtures"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(TOY, folder / "mockserver/dialects/toy", ignore=shutil.ignore_patterns("__pycache__", "schemas"))
    shutil.copytree(TOY / "schemas", folder / "schemas/toy")
    return folder


def run(checkout: Path, *arguments: str) -> Outcome:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], cwd=checkout, capture_output=True, text=True, check=False
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def hold(checkout: Path, tmp_path: Path, *entries: dict[str, Any]) -> list[list[str]]:
    """For each entry of a recording, what `check` finds."""
    done = run(checkout, "check", str(har(tmp_path / "calls.har", *entries)), "--report", "json")
    verdicts = json.loads(done.out)["verdicts"]
    return [
        [f"{found['side']} {found['pointer']} [{found['statement']}]" for found in verdict["findings"]]
        for verdict in verdicts
    ]


def test_its_recorded_traffic_is_held(checkout: Path, tmp_path: Path) -> None:
    thing, nameless = '{"name": "ball"}', '{"name": 7}'
    assert hold(
        checkout,
        tmp_path,
        entry("GET", f"{API}/things?most=3", answer=[{"name": "ball"}]),
        entry("GET", f"{API}/things?most=few", answer=[{"name": "ball"}]),
        entry("GET", f"{API}/things", answer=[{"size": 3}]),
        entry("POST", f"{API}/things", thing, kind=JSON, status=201, answer={"name": "ball"}),
        entry("POST", f"{API}/things", nameless, kind=JSON, status=400, answer={"trouble": "name"}),
        entry("POST", f"{API}/things", thing, kind=JSON, status=400, answer={"oh": "no"}),
        entry("POST", f"{API}/things", thing, kind=JSON, status=418, answer={"trouble": "tea"}),
    ) == [
        [],
        ["request query.most [T-01]", "response status [T-01]"],
        ["response [0].name [T-01]"],
        [],
        ["request json.name [T-01]"],
        ["response trouble [T-02]"],
        ["response status [T-02]"],
    ]


def test_its_recorded_actions_are_held(checkout: Path, tmp_path: Path) -> None:
    bought, ball = {"done": {"bought": "ball"}}, '{"what": "ball"}'
    assert hold(
        checkout,
        tmp_path,
        entry("POST", f"{API}/do/shop/buy", ball, kind=JSON, answer=bought),
        entry("POST", f"{API}/do/shop/buy", '{"colour": "red"}', kind=JSON, answer=bought),
        entry("POST", f"{API}/do/shop/buy", ball, kind=JSON, status=422, answer={"trouble": "Give a what"}),
        entry("POST", f"{API}/do/shop/sell", ball, kind=JSON, status=404, answer={"trouble": "no"}),
    ) == [
        [],
        ["request payload.what [T-03]", "response status [T-03]", "request payload.colour [T-01]"],
        ["response  [T-03]"],
        ["request  [T-02]"],
    ]


def test_a_live_server_of_it_is_verified(checkout: Path) -> None:
    done = run(checkout, "verify", "--report", "json", "--only", "T-02")
    (verdict,) = json.loads(done.out)["verdicts"]
    assert (done.code, verdict["verdict"], verdict["findings"]) == (0, "kept", [])


def test_another_server_than_it_is_found_out(checkout: Path) -> None:
    odd = Scripted(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
    done = run(checkout, "verify", "--toy-url", odd.url, "--report", "json", "--only", "T-02")
    odd.close()
    (verdict,) = json.loads(done.out)["verdicts"]
    told = [(found["side"].partition(":")[0], found["pointer"], found["got"]) for found in verdict["findings"]]
    assert done.code == 1
    assert ("GET /toy/mockserver-verify/no/such/path", "status", "200") in told
    assert ("PATCH /toy/things", "status", "200") in told
    assert ("GET /toy/things", "status", "200") in told


def test_help_names_its_option(checkout: Path) -> None:
    assert "Toy, for example https://api.toy.example" in run(checkout, "verify", "--help").out

"""Worlds that outlive their process in a file: what was there is there again, and a wrong file is told."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest
import requests

from mockserver.cli import saving
from mockserver.cli.command_line import CannotRun
from mockserver.dialects.gateway import credentials
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world
from tests.conftest import Control, Oktopost
from tests.test_cli import ended, one_line, run, serving, url_of

LEAD = {"data": {"LastName": "Doe", "Company": "Acme"}}


def client(http: requests.Session, url: str, told: Any) -> Oktopost:
    told = told["oktopost"]
    return Oktopost(http, url, told["account_id"], told["api_key"], told["readonly_api_key"], told["integrations"])


def test_a_server_goes_on_with_the_worlds_of_the_one_before(tmp_path: Path, http: requests.Session) -> None:
    file = tmp_path / "worlds.json"
    with serving("--save", file) as (process, line):
        url = url_of(line)
        made = Control(http, url, "").told("POST", "/sandboxes", {"name": "kept", "ttl": 600, "strict": "fail"})
        control, okto = Control(http, url, made["id"]), client(http, url, made)
        lead = okto.result("salesforce/lead.create", LEAD)["id"]
        control.told("PUT", "snapshots/early")
        control.told("PUT", "clock", {"frozen": "2026-01-01T00:00:00Z"})
        control.told("POST", "faults", {"match": "oktopost/salesforce/case.*", "outcome": "unavailable", "times": 2})
        assert okto.act("salesforce/case.getAll").status_code == 503
        okto.result("salesforce/lead.create", LEAD)
        before = {path: control.told("GET", path) for path in ("state", "snapshots", "faults", "clock")}
        last = okto.get("/v2/integration").headers["x-mock-request-id"]
        assert ended(process, signal.SIGTERM) == (0, "")
    with serving("--load", file) as (_, line):
        url = url_of(line)
        control, okto = Control(http, url, made["id"]), client(http, url, made)
        assert {path: control.told("GET", path) for path in before} == before
        assert (control.told("GET", "")["name"], control.told("GET", "")["settings"]["strict"]) == ("kept", "fail")
        assert okto.get("/v2/integration").headers["x-mock-request-id"] != last
        assert [okto.act("salesforce/case.getAll").status_code for _ in range(2)] == [503, 200]
        control.told("POST", "snapshots/early/restore")
        assert okto.act("salesforce/lead.getById", {"id": lead}).status_code == 200
        control.told("POST", "reset")
        assert okto.act("salesforce/lead.getById", {"id": lead}).status_code == 400


def test_populated_worlds_are_made_anew_from_their_seed(tmp_path: Path) -> None:
    begun = world.load()
    first, second = Sandboxes(begun), Sandboxes(begun)
    one = first.create(world=world.variant(begun, seed=7, populate=3))
    saving.save(first, tmp_path / "worlds.json")
    saving.load(second, tmp_path / "worlds.json")
    again = second.get(one.id)
    assert again is not None
    assert again.as_json() == one.as_json()
    assert credentials("", again) == credentials("", one)


def test_a_server_that_keeps_nothing_says_so() -> None:
    with serving() as (process, _):
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert "ended with it; --save FILE keeps them" in out
    assert err == ""


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("{", "not valid JSON"),
        ("[]", "no file that `mockserver serve --save` wrote"),
        ('{"format": 99}', "has the format 99"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_told(tmp_path: Path, text: str, end: str) -> None:
    file = tmp_path / "worlds.json"
    file.write_text(text)
    assert end in one_line(run("serve", "--port", "0", "--load", file))


def test_worlds_that_began_otherwise_are_told(tmp_path: Path) -> None:
    file = tmp_path / "worlds.json"
    saving.save(Sandboxes(world.load()), file)
    with pytest.raises(CannotRun, match="--seed"):
        saving.load(Sandboxes(world.load(seed=1)), file)


def test_a_file_is_written_as_a_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, sandboxes = tmp_path / "worlds.json", Sandboxes(world.load())
    saving.save(sandboxes, file)
    before = json.loads(file.read_bytes())
    monkeypatch.setattr(sandboxes, "as_json", lambda: {"one": 1, "two": object()})
    with pytest.raises(TypeError):
        saving.save(sandboxes, file)
    assert json.loads(file.read_bytes()) == before
    assert [path.name for path in tmp_path.iterdir()] == [file.name]

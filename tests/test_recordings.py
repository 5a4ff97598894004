"""The forms in which recordings come, and which of their exchanges count."""

from __future__ import annotations

import base64
import gzip
import io
import json
import sys
import zlib
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest

from mockserver.checks import recordings
from mockserver.checks.recordings import STANDARD_INPUT, Unreadable, read
from mockserver.cli.commands import progress
from mockserver.cli.commands.progress import LogLines
from tests.recordings import FORM, OKTOPOST, Commands, act, entry, har

PAGE = {"Result": True, "Items": [], "Total": 0}
LIST = entry("GET", f"{OKTOPOST}/integration", answer=PAGE)
WRONG = act("list.addLeads", {"listId": "1", "leadIds": ["x"]}, app="marketo", status=400,
            answer={"Result": False, "Errors": ["no"]})  # fmt: skip
TEXT = json.dumps({"log": {"entries": [LIST, WRONG]}}, indent=1)


@pytest.fixture
def mockserver(capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(capsys)


def verdicts(mockserver: Commands, *arguments: str | Path) -> list[tuple[str, str]]:
    """The calls of a recording with their verdicts."""
    done = mockserver("check", *arguments, "--report", "json")
    return [(one["name"], one["verdict"]) for one in json.loads(done.out)["verdicts"]]


BOTH = [("#1 GET /v2/integration -> 200", "kept"), ("#2 POST /v2/integration-action list.addLeads -> 400", "broken")]

# -- files -----------------------------------------------------------------------------------------------------


def zipped(name: str = "har.har", **attached: bytes) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr(name, TEXT)
        for beside, content in attached.items():
            archive.writestr(beside.replace("_", "."), content)
    return target.getvalue()


FILES = {
    "calls.har.gz": gzip.compress(TEXT.encode()),
    "calls.har.zip": zipped(),
    "mark.har": b"\xef\xbb\xbf" + TEXT.encode(),
    "wide-little.har": TEXT.encode("utf-16"),
    "wide-big.har": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "wide.har.gz": gzip.compress(TEXT.encode("utf-16")),
}


@pytest.mark.parametrize("name", FILES)
def test_a_recording_may_be_compressed_archived_or_wide(mockserver: Commands, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    assert verdicts(mockserver, path) == BOTH


def test_a_recording_may_come_on_standard_input(mockserver: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(gzip.compress(TEXT.encode()))))
    assert verdicts(mockserver, "-") == BOTH


def test_bodies_that_playwright_puts_beside_the_har_are_read(mockserver: Commands, tmp_path: Path) -> None:
    """So does `record_har_path` with a name that ends in .zip; what is missing in the archive hides no other entry."""
    path = tmp_path / "calls.har.zip"
    answered, sent = json.loads(json.dumps([LIST, WRONG]))
    answered["response"]["content"] = {"size": -1, "mimeType": "application/json", "_file": "a.json"}
    sent["request"]["postData"] = {"mimeType": FORM, "_file": "b.dat"}
    lost = {**answered, "response": {"status": 200, "headers": [], "content": {"_file": "none.json"}}}
    with ZipFile(path, "w") as archive:
        archive.writestr("a.json", json.dumps(PAGE))
        archive.writestr("b.dat", WRONG["request"]["postData"]["text"])
        archive.writestr("har.har", json.dumps({"log": {"entries": [answered, sent, lost]}}))
    assert verdicts(mockserver, path) == [*BOTH, ("#3", "not tried")]


DAMAGED = {
    "cut.har.gz": (gzip.compress(TEXT.encode())[:-30], "cannot be decoded after entry"),
    "no.har.gz": (b"\x1f\x8b\x00\x00not compressed", "cannot be decoded after entry 0"),
    "cut.har.zip": (zipped()[:-30], "cannot be decoded after entry 0: File is not a zip file"),
    "none.zip": (zipped("calls.txt"), "the archive holds 0 files that end in .har, not one"),
    "two.zip": (zipped(a_har=b""), "the archive holds 2 files that end in .har, not one"),
    "half.har": (TEXT.encode("utf-16")[:-31], "breaks off after entry"),
    "lone.har": (b"\xff\xfe\x00\xd8\x00\x00", "cannot be decoded after entry 0"),
    "calls.flow": (
        b"2190:9:websocket;0:~8:response;",
        "with mitmdump -nr FILE --set hardump=calls.har",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_in_one_line(mockserver: Commands, tmp_path: Path, name: str) -> None:
    content, message = DAMAGED[name]
    path = tmp_path / name
    path.write_bytes(content)
    done = mockserver("check", path)
    assert done.code in (1, 2)
    assert message in done.err
    assert done.err.count("\n") == 1


def test_an_attached_body_without_bounds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "MAX_VALUE", 1 << 20)
    path = tmp_path / "calls.har.zip"
    content = {"response": {"status": 200, "headers": [], "content": {"_file": "a.json"}}}
    with ZipFile(path, "w") as archive:
        archive.writestr("a.json", b" " * ((1 << 20) + 1))
        archive.writestr("har.har", json.dumps({"log": {"entries": [{**LIST, **content}]}}))
    (recorded,) = read(path)
    assert "body in a.json, which is larger than 1 MiB" in recorded.unreadable


def test_an_exchange_knows_the_line_at_which_it_begins(tmp_path: Path) -> None:
    """However the file is cut into pieces, and wherever entries were passed over."""
    entries = [LIST, WRONG, {"request": {"note": "x\\n" * 100_000}}, WRONG]
    path = tmp_path / "calls.har"
    path.write_text(json.dumps({"log": {"pages": [{"id": [1, 2]}], "entries": entries}}, indent=2))
    lines = path.read_text().splitlines()
    starts = [number for number, line in enumerate(lines, 1) if line == "      {"]
    assert [recorded.line for recorded in read(path)] == starts[1:]


# -- bodies ----------------------------------------------------------------------------------------------------


def answered_with(body: bytes, coding: str) -> dict[str, Any]:
    """The list of integrations with its answer as it came over the wire."""
    content = {"size": len(body), "mimeType": "application/json", "encoding": "base64"}
    headers = [{"name": "Content-Encoding", "value": coding}]
    text = base64.b64encode(body).decode()
    return {**LIST, "response": {"status": 200, "headers": headers, "content": {**content, "text": text}}}


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(json.dumps(PAGE).encode())),
        ("deflate", zlib.compress(json.dumps(PAGE).encode())),
        ("gzip", json.dumps(PAGE).encode()),
        ("br", json.dumps(PAGE).encode()),
    ],
    ids=["gzip", "deflate", "decoded before", "decoded before from br"],
)
def test_a_body_in_base64_may_still_be_encoded(mockserver: Commands, tmp_path: Path, coding: str, body: bytes) -> None:
    assert verdicts(mockserver, har(tmp_path / "calls.har", answered_with(body, coding))) == BOTH[:1]


def test_a_body_in_a_coding_that_is_not_read_is_not_tried(mockserver: Commands, tmp_path: Path) -> None:
    done = mockserver("check", har(tmp_path / "calls.har", answered_with(b"\x1b\x0e\x00\xf8\xa5\x00", "br")))
    assert (
        "not tried #1 GET /v2/integration -> 200 (the recording holds the body as it was sent, encoded: br)" in done.out
    )


def test_a_request_in_base64_is_read(mockserver: Commands, tmp_path: Path) -> None:
    posted = WRONG["request"]["postData"]
    body = {"mimeType": FORM, "encoding": "base64", "text": base64.b64encode(posted["text"].encode()).decode()}
    recorded = {**WRONG, "request": {**WRONG["request"], "postData": body}}
    assert verdicts(mockserver, har(tmp_path / "calls.har", LIST, recorded)) == BOTH


@pytest.mark.parametrize("encoded", [True, False], ids=["as Chromium writes them", "as Firefox writes them"])
def test_a_form_may_be_told_by_its_fields_alone(mockserver: Commands, tmp_path: Path, encoded: bool) -> None:  # noqa: FBT001 - a parameter of the test
    payload = '{"email": "jane+100%25@example.com"}'
    value = "%7B%22email%22%3A+%22jane%2B100%2525%40example.com%22%7D" if encoded else payload
    params = [("id", "014000000000001"), ("actionName", "lead.getByEmail"), ("payload", value)]
    posted = {"mimeType": FORM, "params": [{"name": name, "value": value} for name, value in params]}
    recorded = act("lead.getByEmail", {})
    path = har(tmp_path / "calls.har", {**recorded, "request": {**recorded["request"], "postData": posted}})
    (found,) = read(path)
    (expected,) = read(har(tmp_path / "same.har", act("lead.getByEmail", json.loads(payload))))
    assert dict(parsed(found.call.body)) == {**parsed(expected.call.body), "payload": payload}


def parsed(body: bytes) -> dict[str, str]:
    from mockserver.core.http import parse_form

    return dict(parse_form(body))


# -- what counts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 304, 307, 308])
def test_what_is_answered_before_any_api_is_asked_is_aside(mockserver: Commands, tmp_path: Path, status: int) -> None:
    aside = entry("GET", f"{OKTOPOST}/integration", status=status, answer="")
    assert verdicts(mockserver, har(tmp_path / "calls.har", LIST, aside)) == [
        BOTH[0], ("#2 GET /v2/integration", "not tried"),
    ]  # fmt: skip


def test_only_the_calls_to_a_host_are_held_where_one_is_named(mockserver: Commands, tmp_path: Path) -> None:
    other = entry("GET", "https://shop.example.com:8443/v2/integration", answer=[])
    path = har(tmp_path / "calls.har", LIST, other)
    assert [state for _, state in verdicts(mockserver, path)] == ["kept", "broken"]
    assert [state for _, state in verdicts(mockserver, path, "--host", "API.oktopost.com")] == ["kept", "not tried"]
    for host in ("shop.example.com", "shop.example.com:8443"):
        assert [state for _, state in verdicts(mockserver, path, "--host", host)] == ["not tried", "broken"]


def test_paths_behind_a_gateway_are_read_as_the_vendor_has_them(mockserver: Commands, tmp_path: Path) -> None:
    behind = entry("GET", "https://gateway.example.com/okto/v2/integration", answer=PAGE)
    renamed = entry("GET", "https://gateway.example.com/crm/integration", answer=PAGE)
    near = entry("GET", "https://gateway.example.com/oktopus/v2/integration", answer=PAGE)
    path = har(tmp_path / "calls.har", behind, renamed, near)
    assert verdicts(mockserver, path, "--prefix", "/okto", "--prefix", "/crm=/v2/") == [
        ("#1 GET /v2/integration -> 200", "kept"),
        ("#2 GET /v2/integration -> 200", "kept"),
        ("#3 GET /oktopus/v2/integration", "not tried"),
    ]


@pytest.mark.parametrize("prefix", ["okto", "/okto=v2"])
def test_a_prefix_that_is_no_path_is_refused_in_one_line(mockserver: Commands, tmp_path: Path, prefix: str) -> None:
    done = mockserver("check", har(tmp_path / "calls.har", LIST), "--prefix", prefix)
    assert (done.code, done.err) == (
        2,
        f"mockserver check: --prefix {prefix}: it is PATH or PATH=PATH, each with a slash at its beginning\n",
    )


# -- Postman ---------------------------------------------------------------------------------------------------

ASKED = {
    "method": "POST",
    "header": [{"key": "X-Off", "value": "1", "disabled": True}],
    "url": {"raw": "{{baseUrl}}/v2/integration-action", "host": ["{{baseUrl}}"]},
    "body": {
        "mode": "urlencoded",
        "urlencoded": [
            {"key": "id", "value": "014000000000002"},
            {"key": "actionName", "value": "list.addLeads"},
            {"key": "payload", "value": '{"listId": "1", "leadIds": ["x"]}'},
            {"key": "unused", "value": "1", "disabled": True},
        ],
    },
}
RAW = {
    "method": "POST",
    "url": "https://app.refold.ai/api/v2/integration-schema/hubspot/actions/create_contact/execute",
    "body": {"mode": "raw", "raw": "{}", "options": {"raw": {"language": "json"}}},
}


def test_the_saved_examples_of_a_postman_collection_are_read(mockserver: Commands, tmp_path: Path) -> None:
    """In their folders; a request without an example has no answer."""
    no = {"code": 400, "header": [{"key": "Content-Type", "value": "application/json"}],
          "body": '{"Result": false, "Errors": ["no"]}'}  # fmt: skip
    refused = {**no, "originalRequest": ASKED}
    listed = {"code": 200, "header": None, "body": json.dumps(PAGE)}
    collection = {
        "info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [
            {"name": "folder", "item": [{"name": "inner", "request": ASKED, "response": [refused]}]},
            {"name": "list", "request": "{{baseUrl}}/v2/integration", "response": [listed, listed]},
            {"name": "new", "request": RAW, "response": []},
            {"name": "broken", "request": 5, "response": []},
        ],
    }  # fmt: skip
    path = tmp_path / "calls.postman_collection.json"
    path.write_text(json.dumps(collection))
    assert verdicts(mockserver, path) == [
        ("#1 POST /v2/integration-action list.addLeads -> 400", "broken"),
        ("#2 GET /v2/integration -> 200", "kept"),
        ("#3 GET /v2/integration -> 200", "kept"),
        ("#4 POST /api/v2/integration-schema/hubspot/actions/create_contact/execute create_contact", "broken"),
        ("#5", "not tried"),
    ]


# -- how far it is ---------------------------------------------------------------------------------------------


def test_a_log_gets_a_line_each_ten_seconds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 10)
    clock = count(0, 4)
    told = LogLines("calls\n::x::.har", 500_000_000, "MB", 1_000_000, clock=lambda: next(clock))
    for _ in range(4):
        told(60_000_000)
    assert capsys.readouterr().err == "calls ::x::.har: 180 of 500 MB\n"
    LogLines("probing", None, "probes", clock=count(0, 11).__next__)(3)
    assert capsys.readouterr().err == "probing: 3 probes\n"


def test_reading_tells_how_far_it_is_in_the_file_itself(tmp_path: Path) -> None:
    """Of a compressed one, in the bytes that lie on the disk."""
    path = tmp_path / "calls.har.gz"
    path.write_bytes(FILES[path.name])
    told: list[int] = []
    assert len(list(read(path, told.append))) == 2
    assert sum(told) == path.stat().st_size


def test_standard_input_that_is_no_recording_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"<html>")))
    with pytest.raises(Unreadable, match="standard input is not JSON"):
        next(read(STANDARD_INPUT))

"""`mockserver drift`: two versions of the contract, two recordings, two servers; and the changelog of our own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mockserver.checks.compatibility import unmentioned
from mockserver.checks.versions import NoVersion, Version, of_folder, of_revision
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.planted.servers import ENVIRONMENT, Broken, at, on
from tests.recordings import OKTOPOST, Commands, act, entry, execute, har

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "tests" / "samples"

ACTION: dict[str, Any] = {
    "evidence": [{"id": "O-31", "kind": "documented", "statement": "A lead by its id."}],
    "source": "A document",
    "route": {"method": "POST", "path": "/v2/thing", "success": 200},
    "$defs": {
        "request": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string", "minLength": 1},
                "kind": {"enum": ["a", "b"]},
                "tags": {"type": "array", "items": {"type": "string"}},
                "nick": {"type": ["string", "null"]},
            },
        },
        "response": {
            "type": "object",
            "required": ["Id", "State"],
            "properties": {
                "Id": {"$ref": "shared.json#/$defs/id"},
                "State": {"enum": ["on", "off"]},
                "Items": {"type": "array", "items": {"$ref": "#/$defs/item"}},
            },
        },
        "item": {"anyOf": [{"type": "object", "properties": {"n": {"type": "integer"}}}, {"type": "null"}]},
    },
}
SHARED = {"$defs": {"id": {"type": "string", "pattern": "^x"}}}


@pytest.fixture
def mockserver(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return Commands(capsys)


def write(folder: Path, **files: Any) -> Path:
    """A folder of schema files."""
    folder.mkdir()
    for name, document in files.items():
        (folder / f"{name}.json").write_text(json.dumps(document, indent=2))
    return folder


def changed(document: Any, path: str, value: Any) -> Any:
    """A copy of a document with one member set, or taken away when the value is None."""
    copy = json.loads(json.dumps(document))
    *steps, last = path.split("/")
    node = copy
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return copy


REQUEST, RESPONSE = "$defs/request", "$defs/response"

# what is changed, to what, and what is said of it: severity, side and place
CHANGES: dict[str, tuple[str, Any, list[str]]] = {
    "a new optional field": (f"{REQUEST}/properties/more", {"type": "string"}, ["info request more"]),
    "a new required field": (f"{REQUEST}/required", ["id", "kind"], ["error request kind"]),
    "a field that is no longer required": (f"{REQUEST}/required", [], ["info request id"]),
    "a field that is gone": (f"{REQUEST}/properties/kind", None, ["warning request kind"]),
    "another type": (f"{REQUEST}/properties/id/type", "integer", ["error request id"]),
    "one more type to send": (f"{REQUEST}/properties/id/type", ["string", "integer"], ["info request id"]),
    "one type less to send": (f"{REQUEST}/properties/nick/type", "string", ["error request nick"]),
    "one more value to send": (f"{REQUEST}/properties/kind/enum", ["a", "b", "c"], ["info request kind"]),
    "one value less to send": (f"{REQUEST}/properties/kind/enum", ["a"], ["error request kind"]),
    "a shorter text is taken": (f"{REQUEST}/properties/id/minLength", None, ["info request id"]),
    "a longer text is asked for": (f"{REQUEST}/properties/id/minLength", 5, ["error request id"]),
    "a limit that was not": (f"{REQUEST}/properties/tags/maxItems", 3, ["error request tags"]),
    "items of another type": (f"{REQUEST}/properties/tags/items/type", "integer", ["error request tags[]"]),
    "undeclared fields are refused": (f"{REQUEST}/additionalProperties", False, ["error request"]),
    "a new member of the answer": (f"{RESPONSE}/properties/More", {"type": "string"}, ["info response More"]),
    "a member of the answer is gone": (f"{RESPONSE}/properties/Items", None, ["error response Items"]),
    "a member that may be absent now": (f"{RESPONSE}/required", ["Id"], ["error response State"]),
    "a member that is always there now": (f"{RESPONSE}/required", ["Id", "State", "Items"], ["info response Items"]),
    "one more value to read": (f"{RESPONSE}/properties/State/enum", ["on", "off", "?"], ["error response State"]),
    "one value less to read": (f"{RESPONSE}/properties/State/enum", ["on"], ["info response State"]),
    "another type inside an alternative": (
        "$defs/item/anyOf/0/properties/n/type", "string", ["error response Items[].n"],
    ),
    "one type more by an alternative": (
        "$defs/item/anyOf/1/type", "string", ["error response Items[]"],
    ),
    "another path": ("route/path", "/v2/other", ["error route path"]),
    "another method": ("route/method", "PUT", ["error route method"]),
    "no contract of the answer": (RESPONSE, None, ["warning response"]),
    "other words": ("description", "Something else.", []),
    "another statement": ("evidence/0/statement", "A lead, by its id.", ["info evidence O-31"]),
    "weaker evidence": ("evidence/0/kind", "choice", ["warning evidence O-31"]),
    "more evidence": (
        "evidence", [*ACTION["evidence"], {"id": "O-32", "kind": "public", "statement": "x"}], ["info evidence O-32"],
    ),
    "no evidence": ("evidence", [], ["warning evidence O-31"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_of_a_schema_is_classed_as_its_client_meets_it(
    mockserver: Commands, tmp_path: Path, case: str
) -> None:
    """New: info; gone: warning; changed type or meaning: error, which is the one that breaks."""
    path, value, expected = CHANGES[case]
    old = write(tmp_path / "old", action=ACTION, shared=SHARED)
    new = write(tmp_path / "new", action=changed(ACTION, path, value), shared=SHARED)
    done = mockserver("drift", old, new, "--report", "json")
    found = [finding for verdict in json.loads(done.out)["verdicts"] for finding in verdict["findings"]]
    told = [f"{finding['severity']} {finding['side']} {finding['pointer']}".rstrip() for finding in found]
    assert told == expected
    assert done.code == (1 if any(line.startswith("error") for line in expected) else 0)


def test_a_change_of_a_shared_definition_is_told_once(mockserver: Commands, tmp_path: Path) -> None:
    """Under the file that holds it, at its line there, with the calls that it touches."""
    calls = {f"c{number}": changed(ACTION, "route/path", f"/v2/{number}") for number in range(7)}
    old = write(tmp_path / "old", **calls, shared=SHARED)
    new = write(tmp_path / "new", **calls, shared=changed(SHARED, "$defs/id/pattern", "^y"))
    done = mockserver("drift", old, new)
    assert done.out.splitlines()[:2] == [
        "broken    shared (breaking) (POST /v2/0, POST /v2/1, POST /v2/2, POST /v2/3, POST /v2/4 and 2 more)",
        '  error   response Id: was pattern "^x", is pattern "^y" [X-01 our choice; schemas/shared.json:3]',
    ]


def test_a_reference_in_place_of_its_target_is_no_change(mockserver: Commands, tmp_path: Path) -> None:
    old = write(tmp_path / "old", action=ACTION, shared=SHARED)
    same = changed(ACTION, f"{RESPONSE}/properties/Id", SHARED["$defs"]["id"])
    done = mockserver("drift", old, write(tmp_path / "new", action=same, shared=SHARED))
    assert (done.code, done.out.splitlines()[0]) == (0, "no difference")


def test_a_reference_that_leads_nowhere_is_anything(mockserver: Commands, tmp_path: Path) -> None:
    lost = changed(ACTION, f"{REQUEST}/properties/kind", {"$ref": "no-such-file.json#/x"})
    old = write(tmp_path / "old", action=ACTION, shared=SHARED)
    done = mockserver("drift", old, write(tmp_path / "new", action=lost, shared=SHARED))
    assert 'info    request kind: was "a" or "b", is anything' in done.out


def test_files_come_and_go(mockserver: Commands, tmp_path: Path) -> None:
    old = write(tmp_path / "old", gone=ACTION, shared=SHARED)
    new = write(tmp_path / "new", come=ACTION, shared=SHARED)
    done = mockserver("drift", old, new)
    assert (
        "kept      come (compatible) (POST /v2/thing)\n  info    file document: was nothing, is a new file" in done.out
    )
    assert "kept      gone (breaking) (POST /v2/thing)\n  warning file document: was the file, is nothing" in done.out
    assert mockserver("drift", old, new, "--fail-on", "warning").code == 1


def test_two_revisions_of_a_repository_are_compared(mockserver: Commands, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    git = ["git", "-C", str(repository), "-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run([*git, "init", "-q"], check=True)
    schemas = write(repository / "schemas", action=ACTION, shared=SHARED)
    for document in (ACTION, changed(ACTION, f"{REQUEST}/properties/id/type", "integer")):
        (schemas / "action.json").write_text(json.dumps(document))
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "x"], check=True)
    done = mockserver("drift", "HEAD~1", "HEAD", "--repository", repository)
    assert "error   request id: was string, is integer" in done.out
    assert mockserver("drift", "HEAD", schemas, "--repository", repository).code == 0


# -- recordings ------------------------------------------------------------------------------------------------

TIME = "2026-01-01T00:00:00.000Z"
CONTACT = {
    "id": "51",
    "properties": {"email": "a@example.com"},
    "createdAt": TIME,
    "updatedAt": TIME,
    "archived": False,
}
LOOK_UP = {"email": "a@example.com"}


def contact(answer: Any, status: int = 200) -> dict[str, Any]:
    return act("contact.getByEmail", LOOK_UP, app="hubspot", status=status, answer=answer)


def success(value: Any) -> dict[str, Any]:
    return {"Result": True, "IntegrationAction": {"contact": value}}


LEAD = {"Result": True, "IntegrationAction": {"Id": "00Q1", "My__c": 1}}
NO_LEAD = {"Result": False, "Errors": ["no such lead"]}
PAGES = [
    entry("GET", f"{OKTOPOST}/integration", answer={"Result": True, "Items": items, "Total": len(items)})
    for items in (
        [{"Id": "1", "CnameId": None, "SettingsData": {"A": 1}}, {"Id": "2", "CnameId": "x", "SettingsData": {}}],
        [{"Id": "3", "CnameId": "y", "SettingsData": {"B": "x"}}],
    )
]
"""Two lists with other integrations: what one of them has in some items is no part of all."""

PAGE: dict[str, Any] = {"Result": True, "Items": [], "Total": 0}
LISTED = f"{OKTOPOST}/integration"
WRONG_KEY = {"Result": False, "Errors": {"API": {"Error": "Authentication failed"}}}


def of_type(media_type: str) -> dict[str, Any]:
    """A contact whose media type was recorded."""
    found = contact(success(CONTACT))
    found["response"]["headers"] = [{"name": "Content-Type", "value": f"{media_type}; charset=utf-8"}]
    return found


RECORDED: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]] = {
    "a new member": (
        [contact(success(CONTACT))],
        [contact(success({**CONTACT, "archivedAt": "x"}))],
        ["info answer 200 IntegrationAction.contact.archivedAt"],
    ),
    "a member is gone": (
        [contact(success(CONTACT))],
        [contact(success({**CONTACT, "properties": {}}))],
        ["warning answer 200 IntegrationAction.contact.properties.email"],
    ),
    "another type": (
        [contact(success(CONTACT))],
        [contact(success({**CONTACT, "id": 51}))],
        ["error answer 200 IntegrationAction.contact.id"],
    ),
    "a member that the contract requires is gone": (
        [contact(success(CONTACT))],
        [contact(success({name: value for name, value in CONTACT.items() if name != "createdAt"}))],
        ["error answer 200 IntegrationAction.contact.createdAt"],
    ),
    "other data": (
        [PAGES[0], contact(success(CONTACT)), act("lead.getById", {"id": "00Q1"}, answer=LEAD)],
        [PAGES[1], contact(success(None)), act("lead.getById", {"id": "00Q1"}, status=400, answer=NO_LEAD)],
        [],
    ),
    "other words of the application": (
        [act("lead.getById", {"id": "00Q1"}, status=400, answer=NO_LEAD)],
        [act("lead.getById", {"id": "00Q1"}, status=400, answer={**NO_LEAD, "Errors": ["none such: 7"]})],
        [],
    ),
    "another status for the same request": (
        [contact(success(None))],
        [contact({"Result": False, "Errors": ["no such contact"]}, 404)],
        [
            "error POST /v2/integration-action: answer status",
            "error POST /v2/integration-action: answer Result",
        ],
    ),
    "other words for the same request": (
        [
            execute(
                "hubspot/create_contact", {}, status=400, answer={"message": "Required parameter 'email' is missing"}
            )
        ],
        [execute("hubspot/create_contact", {}, status=400, answer={"message": "email?"})],
        ["error POST /api/v2/integration-schema/hubspot/actions/create_contact/execute: answer message"],
    ),
    "another status of a success": (
        [contact(success(CONTACT))],
        [contact(success(CONTACT), 201)],
        ["error POST /v2/integration-action: answer status"],
    ),
    "an internal error": (
        [contact(success(CONTACT))],
        [contact({"Result": False, "Errors": ["Internal error"]}, 500)],
        ["error POST /v2/integration-action: answer status", "error POST /v2/integration-action: answer Result"],
    ),
    "a busy server": (
        [entry("GET", f"{LISTED}?_count=7", status=400, answer=WRONG_KEY)],
        [entry("GET", f"{LISTED}?_count=7", status=429, answer=WRONG_KEY)],
        [],
    ),
    "no document": ([contact(success(CONTACT))], [contact("<html>")], ["error answer 200"]),
    "an empty body": ([contact(success(CONTACT))], [contact("")], ["error answer 200"]),
    "another media type": (
        [of_type("application/json")],
        [of_type("text/html")],
        ["error answer 200 content-type"],
    ),
    "a media type that was not recorded": ([of_type("application/json")], [contact(success(CONTACT))], []),
    "a required member that is there sometimes": (
        [entry("GET", LISTED, answer={"Items": [{"Id": "1", "State": "enabled"}, {"Id": "2", "State": "enabled"}]})],
        [entry("GET", LISTED, answer={"Items": [{"Id": "1", "State": "enabled"}, {"Id": "2"}]})],
        ["error answer 200 Items[].State"],
    ),
    "null where the contract has none": (
        [contact(success(CONTACT))],
        [contact({"Result": True, "IntegrationAction": None})],
        ["error answer 200 IntegrationAction"],
    ),
    "other words for a wrong key, whose calls are good as well": (
        [entry("GET", LISTED, status=401, answer=WRONG_KEY), entry("GET", LISTED, answer=PAGE)],
        [entry("GET", LISTED, answer=PAGE), entry("GET", LISTED, status=401, answer={"Result": False, "Errors": []})],
        ["error answer 401 Errors", "error GET /v2/integration: answer Errors"],
    ),
    "an operation that only one of them has": (
        [contact(success(None)), entry("GET", f"{OKTOPOST}/integration", answer={"Total": 0})],
        [contact(success(None)), entry("GET", f"{OKTOPOST}/integration/014000000000001", answer={})],
        ["info operation", "warning operation"],
    ),
    "the same": ([contact(success(CONTACT))], [contact(success(CONTACT))], []),
}


@pytest.mark.parametrize("case", RECORDED)
def test_what_drifted_between_two_recordings_is_weighed(mockserver: Commands, tmp_path: Path, case: str) -> None:
    old, new, expected = RECORDED[case]
    paths = har(tmp_path / "old.har", *old), har(tmp_path / "new.har", *new)
    done = mockserver("drift", *paths, "--report", "json")
    found = [finding for verdict in json.loads(done.out)["verdicts"] for finding in verdict["findings"]]
    assert [f"{one['severity']} {one['side']} {one['pointer']}".rstrip() for one in found] == expected


def test_the_same_calls_recorded_by_two_browsers_do_not_differ(mockserver: Commands) -> None:
    done = mockserver("drift", SAMPLES / "chromium.har", SAMPLES / "firefox.har")
    assert (done.code, "6 kept, 0 broken" in done.out) == (0, True)


# -- servers ---------------------------------------------------------------------------------------------------


def test_two_servers_are_asked_the_same_and_compared(mockserver: Commands) -> None:
    """A contact that one answers with null and the other with 404, and a total that one counts otherwise."""

    def both(call: Any, answer: Any) -> Any:
        return on("null-contact", 404)(call, answer) or at(
            "/v2/integration", lambda told: {**told, "Total": len(told["Items"])}, method="GET"
        )(call, answer)

    with Server(Gateway(Sandboxes(world.load()))) as one, Server(Broken(both)) as other:
        same = mockserver("drift", one.url, one.url, "--quiet")
        done = mockserver("drift", one.url, other.url, "--api", "oktopost", "--quiet")
    assert (same.code, done.code) == (0, 1)
    assert "answer status: was 200, is 404" in done.out
    assert "broken    oktopost/hubspot/contact.getById" in done.out


# -- what cannot be compared -----------------------------------------------------------------------------------

REFUSED: dict[str, tuple[Callable[[Path], list[str | Path]], str]] = {
    "a broken file": (lambda path: [write(path / "s", good=ACTION, bad="x"), broken(path)], "bad.json is not JSON"),
    "two kinds": (lambda _: [SAMPLES / "firefox.har", ROOT / "schemas"], "give two of one kind"),
    "no revision": (lambda _: ["no-such-revision", "HEAD"], "no-such-revision is no file, folder, URL or revision"),
    "no schemas": (lambda path: [path, ROOT / "schemas"], "has no schema files"),
    "nothing of ours": (
        lambda path: [har(path / "x.har"), har(path / "y.har")],
        "one of the two holds no call of any API that was answered",
    ),
    "nobody there": (lambda _: ["http://127.0.0.1:1", "http://127.0.0.1:1"], "Connection refused"),
}


def broken(path: Path) -> Path:
    """A folder of schemas with one that is none."""
    (path / "s" / "bad.json").write_text("{")
    return path / "s"


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_compared_is_refused_in_one_line(mockserver: Commands, tmp_path: Path, case: str) -> None:
    operands, message = REFUSED[case]
    done = mockserver("drift", *operands(tmp_path))
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


# -- our own changelog -----------------------------------------------------------------------------------------


def revision(name: str) -> Version:
    """A revision of this repository; the test is skipped where it is not there (a shallow clone, a first commit)."""
    try:
        return of_revision(name, ROOT)
    except NoVersion as reason:
        pytest.skip(str(reason))


def unreleased() -> str:
    """The part of the changelog about what comes."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return text.partition("## [Unreleased]")[2].partition("\n## [")[0]


def test_the_changelog_names_every_schema_that_this_commit_breaks() -> None:
    """Name the schema file, such as oktopost/http/error, under Unreleased."""
    assert unmentioned(revision("HEAD~1"), revision("HEAD"), unreleased()) == []


def test_the_changelog_names_every_schema_that_the_working_tree_breaks() -> None:
    assert unmentioned(revision("HEAD"), of_folder(ROOT / "schemas"), unreleased()) == []


def test_a_breaking_change_that_the_changelog_does_not_name_is_found(tmp_path: Path) -> None:
    old = of_folder(write(tmp_path / "old", action=ACTION, shared=SHARED))
    new = of_folder(write(tmp_path / "new", action=changed(ACTION, f"{REQUEST}/required", ["kind"]), shared=SHARED))
    assert unmentioned(old, new, "- `lead.getById` does more.") == [
        "action: request kind: was may be absent, is required"
    ]
    assert unmentioned(old, new, "- `action` asks for kind.") == []

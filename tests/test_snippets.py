"""Copied snippets are data: read back by their languages' own parsers, they are the call and nothing else."""

from __future__ import annotations

import ast
import json
import shlex
import shutil
import subprocess
from functools import cache
from html import unescape
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mockserver.console.exchange import Shown, shown
from mockserver.core.http import Call
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.journal import Entry, Journal
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.world import fixtures as world
from tests.conftest import Control, Oktopost
from tests.raw import Connection, request

URL = "http://127.0.0.1:4010"
EVIL = (
    "{__import__('os').system('id')}",
    '"]); import os; os.system("id") #',
    "'; id; echo '",
    "$(id)`id`\\",
    "\n    import os\n",
    "\u2028</script><script>",
    "\u202e}\ud800\x00\x7f",
    "@/etc/passwd",
    "a=b&c",
)
texts = st.sampled_from(EVIL) | st.text(max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


lines = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20)
"""What a header's value can be."""


@cache
def gateway() -> Gateway:
    return Gateway(Sandboxes(world.load()))


def sandbox() -> Sandbox:
    return gateway().sandboxes.default


def shown_after(call: Call) -> Shown:
    """What the console shows of a call."""
    dialect = gateway().dialect_of(call.path)
    assert dialect is not None
    gateway().respond(call, dialect)
    return shown(last(sandbox().journal), sandbox(), URL)


def copied(told: Shown, language: str) -> str:
    """The call in one language."""
    return next(one.text for one in told.copies if one.id == language)


def last(journal: Journal) -> Entry:
    return list(journal)[-1]


OWN = {"host": "localhost", "authorization": "Basic MDAxMDAwMDAwMDAwMDAxOm9rdG8tc2FuZGJveC1rZXk="}
ALLOWED = {"json.dumps", "requests", "mockserver.fail_next", "answer.json", "encode", "pytest.mark.mockserver"}


def sent_by(source: str) -> tuple[str, str, dict[str, Any]]:
    """Method, address and arguments of the one request that a copied test makes; it may do nothing else."""
    tree = ast.parse(source)
    source.encode()
    assert [type(node) for node in tree.body][-1] is ast.FunctionDef
    assert all(isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef) for node in tree.body)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            assert name.partition(".")[0] == "requests" or name in ALLOWED or name.endswith(".encode"), name
        if isinstance(node, ast.JoinedStr):
            assert ast.unparse(node) == "f'Bearer {mockserver.refold.session_token}'"
    made: list[tuple[str, str, dict[str, Any]]] = []

    def make(method: str, url: str, **arguments: Any) -> Any:
        made.append((method, url, arguments))
        return SimpleNamespace(status_code=None)

    class Requests:
        request = staticmethod(make)

        def __getattr__(self, name: str) -> Any:
            return lambda url, **arguments: make(name.upper(), url, **arguments)

    names = sandbox().world.names["oktopost"]
    okto = SimpleNamespace(
        base_url=f"{URL}/v2",
        auth="login",
        account_id="account",
        readonly_api_key="key",
        integrations=names["integrations"],
    )
    refold = SimpleNamespace(base_url=URL, api_key="key", session_token="token")
    fixture = SimpleNamespace(oktopost=okto, refold=refold, fail_next=lambda *_: None)
    function = tree.body[-1]
    assert isinstance(function, ast.FunctionDef)
    function.decorator_list = []
    here: dict[str, Any] = {}
    code = compile(ast.Module([function], []), "copied", "exec")
    exec(code, {"requests": Requests(), "json": json, "ANY": None}, here)  # noqa: S102 - only what was looked at above
    with pytest.raises(AssertionError):  # our answer has no status: the request was made, and nothing after it
        here[function.name](fixture)
    (only,) = made
    return only


def same(one: Any, other: Any) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


METHODS = ("POST", "PUT", "PURGE", "a|b", "HEAD")
PATHS = texts.map(lambda text: f"/v2/{text}")


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(
    PATHS, st.dictionaries(texts, texts, max_size=3), values, st.sampled_from(("POST", "PUT", "PURGE", "a|b", "HEAD"))
)
@example("/v2/{__import__('os').system('id')}", {}, {}, "GET")
@example("/v2/integration-action", {"id": '"],\n'}, {"a": float("inf"), "b": 2**80}, "POST")
def test_a_form_is_read_back_as_it_was_sent(path: str, fields: dict[str, str], payload: Any, method: str) -> None:
    form = {"id": "014000000000002", **fields, "payload": json.dumps(payload)}
    path = path.encode(errors="replace").decode()
    encoded = urlencode(form, errors="replace").encode()
    if method == "POST":
        path = "/v2/integration-action"
    headers = {**OWN, "content-type": "application/x-www-form-urlencoded"}
    told = shown_after(Call(method, path, "", headers, encoded))
    kept = last(sandbox().journal)
    made_method, url, arguments = sent_by(copied(told, "as-pytest"))
    assert made_method == method
    assert url == URL + quote(path, safe="/:@!$&()*+,;=~")
    if told.request.form is None:
        assert arguments["data"] == kept.request_body
    else:
        assert arguments["data"].keys() == told.request.form.keys()
        for name, value in arguments["data"].items():
            assert value == told.request.form[name] or same(json.loads(value), json.loads(told.request.form[name]))
    assert_curl(told, method)


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(values, lines, st.sampled_from(("application/json", "text/plain")) | lines)
@example({"x": "{__import__('os')}"}, "a", "application/json")
@example("'; id", "'; id; echo '", '"]); id #')
def test_a_json_body_is_read_back_as_it_was_sent(body: Any, account: str, kind: str) -> None:
    path = "/api/v2/integration-schema/hubspot/actions/get_contact/execute"
    headers = {"host": "localhost", "x-api-key": "tk-sandbox-key", "linked_account_id": account, "content-type": kind}
    told = shown_after(Call("POST", path, "", headers, json.dumps(body).encode()))
    method, url, arguments = sent_by(copied(told, "as-pytest"))
    assert (method, url) == ("POST", URL + path)
    sent = arguments["json"] if "json" in arguments else json.loads(arguments["data"])
    assert same(sent, json.loads(told.request.text))
    assert arguments["headers"]["linked_account_id"] == account
    assert arguments["headers"].get("content-type", "application/json") == kind
    assert_curl(told, "POST")


def assert_curl(told: Shown, method: str) -> None:
    """The command, as a shell reads it and curl its words, is the request."""
    command = copied(told, "as-curl")
    if "\0" in command:
        return  # no shell can hold it
    words = shlex.split(command.replace(" \\\n  ", " "))
    assert words.pop(0) == "curl"
    options: dict[str, list[str]] = {}
    flags = []
    url = ""
    while words:
        word = words.pop(0)
        if word in ("-X", "-u", "-H", "--data-urlencode", "--data-raw"):
            options.setdefault(word, []).append(words.pop(0))
        elif word in ("--head", "--path-as-is", "--globoff"):
            flags.append(word)
        else:
            assert not url
            url = word
    assert url == URL + told.request.path
    assert url.isascii()
    assert options.get("-X", ["HEAD" if "--head" in flags else "POST" if told.request.body else "GET"]) == [method]
    if any(letter in url for letter in "[]{}"):
        assert "--globoff" in flags
    if told.request.form is not None and "--data-raw" not in options:
        found = options.get("--data-urlencode", [])
        pairs = [field.partition("=") for field in found]
        assert all("@" not in name for name, _, _ in pairs)
        assert {parse_qsl(f"{name}=x")[0][0]: value for name, _, value in pairs} == told.request.form
    else:
        assert options.get("--data-raw", [""]) == [told.request.body]
    heads = [line for line in options.get("-H", []) if line != "content-type:"]
    wanted = {
        name: value
        for name, value in told.request.headers.items()
        if not (told.request.form and name == "content-type")
    }
    assert heads == [f"{name}: {value}" if value else f"{name};" for name, value in wanted.items()]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("/v2/%7B__import__('os')%7D/%5B1-3%5D;%20x", b"a%40b=%40/etc/passwd&it's=%24(id)%60%22%5C&x=%C3%A9%0A"),
        ("/v2/integration?type=%7Ba,b%7D&x=[1-3]&y='%22$(id)", b""),
        ("/v2/a/../b/%2e%2e/c%23d%3Fe", b"=nameless&x=1"),
    ],
)
def test_a_copied_command_makes_the_same_call(control: Control, okto: Oktopost, target: str, body: bytes) -> None:
    login = OWN["authorization"]
    headers = {"authorization": login} | ({"content-type": "application/x-www-form-urlencoded"} if body else {})
    with Connection(okto.url) as raw:
        raw.ask(request("POST" if body else "GET", target, headers, body))
    first = control.told("GET", "/sandboxes/default/journal?last=1")["entries"][0]
    page = okto.get(f"/__mock__/console/default/calls/{first['number']}", auth=None).text
    command = page.partition('<code id="as-curl">')[2].partition("</code>")[0]
    subprocess.run(["/bin/sh", "-c", f"{unescape(command)} -s"], capture_output=True, check=True, timeout=60)
    again = control.told("GET", "/sandboxes/default/journal?last=1")["entries"][0]
    assert again["number"] == first["number"] + 1
    for part in ("method", "path", "query", "form"):
        assert again["request"][part] == first["request"][part]


NODE = shutil.which("node")
READ_BACK = """
const calls = JSON.parse(require("fs").readFileSync(0, "utf8"));
const Async = (async () => {}).constructor;
const read = async ({ fetch, typescript, playwright }) => {
  const made = [];
  const call = async (url, options) => {
    made.push([url, { ...options, headers: Object.entries(options.headers || {}) }]);
    return { status: 0, headers: new Map(), text: async () => "" };
  };
  const quiet = { log() {} };
  await new Async("fetch", "console", fetch)(call, quiet);
  await new Async("fetch", "console", typescript.replace(/: Promise<[^>]*>/, "").replace(": unknown", ""))(call, quiet);
  const pending = [];
  const answer = (url, { data, ...rest }) => call(url, data === undefined ? rest : { ...rest, body: data });
  const request = { fetch: async (url, options) => (await answer(url, options), {}) };
  const test = (title, act) => pending.push(act({ request }).catch(() => {}));
  const expect = () => { throw new Error("the request was made"); };
  await new Async("test", "expect", playwright.slice(playwright.indexOf(";") + 1))(test, expect);
  await Promise.all(pending);
  return made;
};
Promise.all(calls.map(read)).then((made) => console.log(JSON.stringify(made)));
"""


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=3)
@given(st.lists(st.tuples(PATHS, st.dictionaries(texts, texts, max_size=3), values, lines), min_size=10, max_size=20))
@example([("/v2/integration-action", {"__proto__": EVIL[0], "a": text}, {text: text}, "x") for text in EVIL])
def test_javascript_is_read_back_as_it_was_sent(calls: list[tuple[str, dict[str, str], Any, str]]) -> None:
    tolds = []
    action = "/api/v2/integration-schema/hubspot/actions/get_contact/execute"
    for path, form, payload, account in calls:
        headers = {**OWN, "content-type": "application/x-www-form-urlencoded", "linked_account_id": account}
        body = urlencode(form, errors="replace").encode()
        tolds.append(shown_after(Call("POST", path.encode(errors="replace").decode(), "", headers, body)))
        headers = {"host": "localhost", "x-api-key": "tk-sandbox-key", "linked_account_id": account}
        body = json.dumps({"__proto__": payload, "x": payload}).encode()
        tolds.append(shown_after(Call("POST", action, "", {**headers, "content-type": "application/json"}, body)))
    sources = [{name: copied(told, f"as-{name}") for name in ("fetch", "typescript", "playwright")} for told in tolds]
    texts_of_all = [text for source in sources for text in source.values()]
    assert all(text.isascii() and text.replace("\n", "").isprintable() for text in texts_of_all)
    command = [NODE or "node", "-e", READ_BACK]
    done = subprocess.run(command, input=json.dumps(sources), capture_output=True, text=True, check=True, timeout=60)
    for told, made in zip(tolds, json.loads(done.stdout), strict=True):
        request = told.request.as_json()
        assert [url for url, _ in made] == [URL + request["path"]] * 3
        for _, sent in made:
            assert sent["method"] == request["method"]
            assert dict(sent["headers"]) == request["headers"]
            if told.request.form is None:
                assert sent.get("body") == request["body"]
            else:
                assert dict(parse_qsl(sent["body"], keep_blank_values=True)) == told.request.form

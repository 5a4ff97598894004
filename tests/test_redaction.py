"""No secret is kept or shown: by any name, in any part of a call, in any encoding, in the journal and in recordings."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.checks.conformance import Conformance
from mockserver.checks.exchanges import Recorded
from mockserver.checks.findings import Report
from mockserver.checks.har import HarFile
from mockserver.checks.reports import as_json
from mockserver.core.http import Answer, Call
from mockserver.core.redaction import Redaction, is_secret
from mockserver.sandboxes.journal import BODY_CUT
from tests.conftest import Control, Oktopost, Refold
from tests.raw import Connection, request

CASES = "salesforce/case.getAll"
SECRET = "hush-5f1c"
NAMES = [
    "token", "access_token", "accessToken", "ACCESS-TOKEN", "AccessToken", "accesstoken", "token[]", "token[0]",
    "auth[token]", "creds.token.value", "token1", "refreshTokens", "client_secret", "clientSecret", "password",
    "passWord", "password_confirmation", "newPasswordAgain", "api_key", "apiKey", "api-key", "hapikey", "APIKEY",
    "x-api-key", "secretKey", "private_key", "credentials", "jwt", "session_id", "jsessionid", "authorization",
    "pwd", "passphrase", "client_assertion",
]  # fmt: skip
PLAIN = ["secretary", "tokenExpired", "token_type", "keyword", "passenger", "key", "apiName", "author", "monkey", "id"]


def letters_escaped(name: str) -> str:
    """Each character as an escape, which no encoder writes and every server reads."""
    return "".join(f"%{byte:02x}" for byte in name.encode())


def units_escaped(name: str) -> str:
    return "".join(f"\\u{ord(letter):04X}" for letter in name)


def multipart(fields: dict[str, str]) -> bytes:
    parts = (
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    return ("".join(parts) + "--b--\r\n").encode()


def bodies(name: str, value: str = SECRET) -> dict[str, bytes]:
    """One secret in every encoding in which a call can bring it."""
    plain = json.dumps({"before": "seen-1", name: value, "after": "seen-2"})
    return {
        "JSON": plain.encode(),
        "JSON with space": json.dumps({name: value, "after": "seen-2"}, indent=2).encode(),
        "JSON with escapes": f'{{"{units_escaped(name)}": "{units_escaped(value)}", "after": "seen-2"}}'.encode(),
        "a list": json.dumps({name: ["x", value, [value]], "after": "seen-2"}).encode(),
        "an object": json.dumps({name: {"value": value, "deep": [{"x": value}]}, "after": "seen-2"}).encode(),
        "JSON in JSON": json.dumps({"body": plain}).encode(),
        "JSON in JSON in JSON": json.dumps([json.dumps({"body": plain})]).encode(),
        "an address in JSON": json.dumps({"url": f"https://h/p?{quote(name)}={value}&x=seen-2"}).encode(),
        "broken JSON": plain.encode()[:-1] + b",,",
        "JSON without quotes": f"{{{name.strip('[]0')}: {value}, after: seen-2}}".encode() if name.isalnum() else b"",
        "a form": urlencode({name: value, "after": "seen-2"}).encode(),
        "a form with escapes": f"{letters_escaped(name)}={value}&after=seen-2".encode(),
        "a form, escaped twice": f"{quote(letters_escaped(name))}={value}&after=seen-2".encode(),
        "JSON in a form": urlencode({"payload": plain}).encode(),
        "escaped JSON in a form": urlencode({"payload": f'{{"{units_escaped(name)}": "{value}"}}'}).encode(),
        "a form in a form": urlencode({"next": f"/p?{urlencode({name: value})}", "after": "seen-2"}).encode(),
        "multipart": multipart({"before": "seen-1", name: value, "after": "seen-2"}),
        "JSON in multipart": multipart({"payload": plain}),
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_spelling_is_a_secret_in_every_encoding(name: str) -> None:
    for kind, body in bodies(name).items():
        shown = Redaction().body(body)
        assert SECRET.encode() not in shown, kind
        assert units_escaped(SECRET).encode() not in shown, kind
        assert shown.count(b"seen-") == body.count(b"seen-"), kind
    assert SECRET not in Redaction().query(f"a=1&{quote(name)}={SECRET}&b=2")
    assert SECRET not in Redaction().query(f"a=1&{letters_escaped(name)}={SECRET}&b=2")


@pytest.mark.parametrize("name", PLAIN)
def test_what_only_looks_like_a_secret_stays_byte_for_byte(name: str) -> None:
    for kind, body in bodies(name).items():
        assert Redaction().body(body) == body, kind


def test_words_and_counts_say_nothing_and_stay() -> None:
    body = b'{"token": null, "password": true, "secret": "", "tokens": [7, false], "pwd" : 123456}'
    assert Redaction().body(body) == body.replace(b"123456", b'"[redacted]"')


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("authorization", f"Bearer {SECRET}", "Bearer [redacted]"),
        ("authorization", SECRET, "[redacted]"),
        ("authorization", f"{SECRET} {SECRET}", "[redacted]"),
        ("authorization", f"Digest username=x, response={SECRET}", "Digest [redacted]"),
        ("proxy-authorization", f"Basic {SECRET}", "Basic [redacted]"),
        ("x-authorization", SECRET, "[redacted]"),
        ("x-forwarded-authorization", f"Bearer {SECRET}", "Bearer [redacted]"),
        ("x-auth-token", SECRET, "[redacted]"),
        ("x-auth", SECRET, "[redacted]"),
        ("authentication", f"Token {SECRET}", "Token [redacted]"),
        ("x-access-token", SECRET, "[redacted]"),
        ("x-api-key", SECRET, "[redacted]"),
        ("api_key", SECRET, "[redacted]"),
        ("apikey", SECRET, "[redacted]"),
        ("x-functions-key", SECRET, "[redacted]"),
        ("cookie", f"a={SECRET}", "[redacted]"),
        ("set-cookie", f"a={SECRET}", "[redacted]"),
        ("x-csrf-token", SECRET, "[redacted]"),
        ("referer", f"https://h/p?api%4bey={SECRET}&b=2", "https://h/p?api%4bey=[redacted]&b=2"),
        ("x-debug", f'{{"password": "{SECRET}"}}', '{"password": "[redacted]"}'),
        ("content-type", "multipart/form-data; boundary=b", "multipart/form-data; boundary=b"),
        ("idempotency-key", "seen", "seen"),
        ("access-control-allow-credentials", "true", "true"),
        ("www-authenticate", 'Basic realm="Oktopost"', 'Basic realm="Oktopost"'),
    ],
)
def test_of_an_authorization_the_scheme_stays_at_most(name: str, value: str, shown: str) -> None:
    assert Redaction().headers([(name, value)]) == [(name, shown)]


@pytest.mark.parametrize("kind", ["a form", "JSON", "JSON in JSON", "JSON in a form", "multipart", "a list"])
def test_a_value_across_the_cut_is_hidden_wherever_the_cut_falls(kind: str) -> None:
    body = bodies("access_token", "s3cret" * 8)[kind]
    for cut in range(len(body)):
        assert b"s3cret" not in Redaction().body(body[:cut]), cut


@given(st.text(max_size=30), st.text(max_size=30))
@example("\\", '"')
@example("\ud83d", "\\u0074oken")
@example("a\\", "&token=")
def test_any_value_of_a_secret_is_hidden_and_the_rest_stays_as_it_was(value: str, other: str) -> None:
    document = {"token": value, "name": {"in": other}}
    shown = json.loads(Redaction().body(json.dumps(document).encode()))
    assert shown["token"] in ("[redacted]", "")
    assert shown["name"].keys() == {"in"}
    if not is_odd(other):
        assert shown["name"]["in"] == other


def is_odd(text: str) -> bool:
    """Whether a text may itself be read as naming a secret."""
    return Redaction().text(text) != text


@given(st.binary(max_size=200))
@example(b'{"token":')
@example(b'{"": "token"}')
@example(b"--\r\nname")
@example(b'{"a":"\\ud800", "token":"\\ud800"}')
def test_any_bytes_are_looked_at_without_complaint(body: bytes) -> None:
    Redaction().body(body)
    Redaction().body(b"token=" + body)
    Redaction().body(b'{"token":"' + body)
    Redaction().body(b'--x\nname="token"\n\n' + body)


def test_the_look_costs_as_much_as_the_text_is_long() -> None:
    """Texts that a backtracking search would take hours for; each has a sign of a secret in it."""
    for piece in (
        '"',
        "a",
        "[",
        '{"token":',
        "=",
        "&",
        "token=",
        "\\",
        '\\"',
        " ",
        "eyJaaaaaaaa.",
        "eyJ-",
        "authorization:",
    ):
        text = (piece * (BODY_CUT // len(piece) + 1))[:BODY_CUT]
        Redaction().body(f"token{text}".encode())
        Redaction().body(f'{{"token{text}'.encode())
        Redaction().query(f"token{text}")


def test_deep_nesting_of_texts_ends_in_a_whole_replacement() -> None:
    text = json.dumps({"token": SECRET})
    for _ in range(9):
        text = json.dumps([text])
    assert SECRET.encode() not in Redaction().body(text.encode())


def test_names_in_brackets_and_dots_count_each() -> None:
    assert is_secret("user[password]")
    assert is_secret("auth.token.0.value")
    assert not is_secret("user[name]")


# -- the journal and the console -------------------------------------------------------------------------------


def test_nothing_secret_of_a_call_is_in_the_journal_or_on_its_page(
    control: Control, okto: Oktopost, refold: Refold
) -> None:
    login = b64encode(f"{okto.account}:{okto.key}".encode()).decode()
    wrong = b64encode(f"{okto.account}:{SECRET}".encode()).decode()
    with Connection(okto.url) as raw:  # requests would decode the names
        for line in (SECRET, f"Bearer {SECRET}", f"Basic {wrong}", f"Basic {login}"):
            query = f"%74oken={SECRET}&p%61ssword={SECRET}&apiKey={SECRET}&type=cd"
            raw.ask(request("GET", f"/v2/integration?{query}", {"authorization": line}))
            raw.ask(request("GET", f"/v2/integration;token={SECRET}", {"authorization": line}))
    okto.get("/v2/integration", headers={"Proxy-Authorization": SECRET, "X-Auth-Token": SECRET, "apiKey": SECRET})
    okto.act(CASES, {"clientSecret": [SECRET, {"x": SECRET}], "note": json.dumps({"password": SECRET})})
    okto.act(CASES, {}, **{"auth[token]": SECRET})
    for body in bodies("accessToken").values():
        okto.request("POST", "/v2/integration-action", data=body, headers={"Content-Type": "text/plain"})
        refold.request("POST", "/api/v2/public/session-token", data=body)
    for journal in ("journal", "/sandboxes/default/journal"):
        entries = control.told("GET", f"{journal}?last=60")["entries"]
        told = json.dumps(entries)
        assert len(entries) > 5
        assert [word for word in (SECRET, wrong, login, okto.key, refold.key) if word in told] == []
    for entry in control.told("GET", "journal?last=60")["entries"]:
        page = okto.get(f"/__mock__/console/{control.sandbox}/calls/{entry['number']}", auth=None)
        assert page.ok
        assert SECRET not in page.text


def test_a_secret_that_a_refusal_repeats_is_hidden_there_as_well(control: Control, refold: Refold) -> None:
    """Violations, hint and answer say what they got: not of a secret, and not of what a secret is part of."""
    wrong: list[dict[str, Any]] = [
        {"linked_account_id": {"token": SECRET}},
        {"linked_account_id": [], "token": SECRET},
        {"linked_account_id": "customer@example.com", "expires_in": {"password": SECRET * 40}},
    ]
    for body in wrong:
        refold.request("POST", "/api/v2/public/session-token", json=body)
    told = json.dumps(control.told("GET", "journal")["entries"])
    assert told.count("[redacted]") > 5
    assert SECRET not in told


# -- recordings and reports ------------------------------------------------------------------------------------


def recorded(name: str, body: bytes, kind: str) -> Recorded:
    headers = {"host": "api.example", "authorization": SECRET, "x-auth-token": SECRET, "content-type": kind}
    call = Call("POST", f"/v2/integration-action;token={SECRET}", f"%74oken={SECRET}", headers, body)
    answer = Answer(400, body + f" the key {SECRET} is unknown".encode(), [("set-cookie", SECRET), ("x-why", SECRET)])
    return Recorded(name, call, answer)


def test_a_recording_holds_no_secret(tmp_path: Path) -> None:
    with HarFile(tmp_path / "calls.har", "https://api.example") as har:
        for kind, body in bodies("apiKey").items():
            har.write(recorded(kind, body, "text/plain"), 0.0, 0.1)
    text = (tmp_path / "calls.har").read_text()
    assert SECRET not in text
    assert units_escaped(SECRET) not in text
    assert len(json.loads(text)["log"]["entries"]) == len(bodies("apiKey"))


def test_a_report_holds_no_secret() -> None:
    """Of a recording that was made by something else, with all its secrets: what a finding got, and paths."""
    headers = {"host": "localhost", "authorization": f"Bearer {SECRET}", "content-type": "application/json"}
    call = Call(
        "POST", "/api/v2/public/session-token", "", headers,
        json.dumps({"linked_account_id": {"token": SECRET}, "password": SECRET}).encode(),
    )  # fmt: skip
    answer = Answer(200, json.dumps({"token": [SECRET], "x": {"password": SECRET}}).encode())
    report = Report("check")
    report.add(Conformance().hold(Recorded("#1", call, answer)))
    report.add(Conformance().hold(Recorded("#2", Call("GET", f"/v2/x;token={SECRET}"), None)))
    assert report.counts["broken"] == 1
    assert SECRET not in as_json(report)

"""The listener that speaks TLS, and the certificates for it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from mockserver.dialects import load
from mockserver.dialects.frame import Dialect
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world
from tests.test_cli import one_line, run, serving


@dataclass
class Https:
    """A server that answers https, and what it told of itself; ``url`` is that of its TLS."""

    process: subprocess.Popen[str]
    ready: dict[str, Any]

    @property
    def url(self) -> str:
        return str(self.ready["tls"]["url"])

    @property
    def authority(self) -> Path:
        return Path(self.ready["tls"]["ca_file"])

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env, session.verify = False, str(self.authority)
            return session.request(method, self.url + path, timeout=30, **options)


@contextmanager
def serving_https(folder: Path, *arguments: str | Path) -> Iterator[Https]:
    path = folder / "ready.json"
    with serving("--tls-port", "0", "--ready-file", path, *arguments) as (process, _):
        yield Https(process, json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Https]:
    with serving_https(tmp_path_factory.mktemp("tls")) as server:
        yield server


def test_the_banner_names_the_authority(tmp_path: Path) -> None:
    with serving_https(tmp_path) as server:
        assert server.process.stdout is not None
        assert server.process.stdout.readline().split() == ["TLS", server.url, "(trust", f"{server.authority})"]


@pytest.mark.parametrize("dialect", load(), ids=lambda dialect: dialect.name)
def test_every_api_is_answered(https: Https, dialect: Dialect) -> None:
    call = dialect.access.call(Sandboxes(world.load()).default)
    headers = {name: value for name, value in call.headers.items() if name != "host"}
    answer = https.call(call.method, f"{call.path}?{call.query}", headers=headers, data=call.body)
    assert (answer.status_code, answer.headers["x-mock-outcome"]) == (200, "ok")
    assert answer.headers["x-mock-action"].startswith(f"{dialect.name}/")


def test_curl_trusts_the_authority_and_nobody_else_does(https: Https) -> None:
    address = f"{https.url}/__mock__/health".replace("127.0.0.1", "localhost")
    curl = [shutil.which("curl") or "curl", "--silent", "--noproxy", "*", address]
    trusting = subprocess.run([*curl, "--cacert", https.authority], capture_output=True, text=True, check=True)
    assert json.loads(trusting.stdout)["status"] == "ok"
    assert subprocess.run(curl, capture_output=True, check=False).returncode == 60


def test_what_an_answer_says_of_its_address_is_https(https: Https) -> None:
    made = https.call("POST", "/__mock__/sandboxes", json={}).json()
    login = {"Authorization": f"Bearer {made['salesforce']['access_token']}"}
    resources = https.call("GET", "/services/data/v59.0", headers=login).json()
    assert resources["identity"].startswith(https.url)
    assert "http://" not in json.dumps(made)
    mine = {"x-api-key": made["refold"]["api_key"], "linked_account_id": "unconnected@example.com"}
    asked = https.call("GET", "/api/v1/hubspot/integrate", headers=mine).json()
    assert asked["auth_url"].startswith(f"{https.url}/__mock__/consent?state=")
    assert https.call("GET", asked["auth_url"].removeprefix(https.url)).status_code == 200


def test_a_body_of_many_pieces_arrives_as_it_was_sent(https: Https) -> None:
    login = {"Authorization": f"Bearer {https.ready['salesforce']['access_token']}"}
    text = "".join(f"{number} " for number in range(6_000))
    lead = {"LastName": "Long", "Company": "Pieces", "Description": text.strip()}
    made = https.call("POST", "/services/data/v59.0/sobjects/Lead", headers=login, json=lead).json()
    read = https.call("GET", f"/services/data/v59.0/sobjects/Lead/{made['id']}", headers=login).json()
    assert read["Description"] == lead["Description"]


def test_who_speaks_no_tls_is_not_answered_and_harms_nobody(https: Https) -> None:
    place = (https.url.rpartition("//")[2].rpartition(":")[0], int(https.url.rpartition(":")[2]))
    with socket.create_connection(place, timeout=30) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert plain.recv(100) == b""
    with socket.create_connection(place, timeout=30) as doubting, pytest.raises(ssl.SSLCertVerificationError):
        ssl.create_default_context().wrap_socket(doubting, server_hostname="localhost")
    assert requests.get(f"{https.ready['url']}/__mock__/health", timeout=30).status_code == 200


def test_a_certificate_is_made_once_and_served_with(tmp_path: Path) -> None:
    folder = tmp_path / "certificates"
    code, out, _ = run("cert", "--out", folder, "crm.example", "*.crm.example", "127.0.0.1")
    assert code == 0
    assert str(folder / "ca.pem") in out
    if os.name != "nt":
        assert stat.S_IMODE((folder / "cert.pem").stat().st_mode) == 0o600
    assert b"PRIVATE KEY" not in (folder / "ca.pem").read_bytes()
    with serving_https(tmp_path, "--tls-cert", folder) as server:
        assert server.authority == folder / "ca.pem"
        place = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        context = ssl.create_default_context(cafile=server.authority)
        for name in ("crm.example", "eu.crm.example"):
            with socket.create_connection(place, timeout=30) as raw, context.wrap_socket(raw, server_hostname=name):
                pass
        with socket.create_connection(place, timeout=30) as raw, pytest.raises(ssl.SSLCertVerificationError):
            context.wrap_socket(raw, server_hostname="localhost")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["serve", "--tls-cert", "x"], "mockserver serve: --tls-cert needs --tls-port"),
        (
            ["serve", "--port", "0", "--tls-port", "0", "--tls-cert", "nowhere"],
            "mockserver serve: --tls-cert nowhere: it must hold cert.pem and ca.pem, as `mockserver cert` ",
        ),
        (["cert", "--out", "{file}/x"], "mockserver cert: cannot write below {file}/x: Not a directory"),
        (["cert", "--out", "{file}", "a b"], "mockserver cert: no certificate for a b: "),
    ],
)
def test_what_cannot_be_is_told_in_one_line(tmp_path: Path, arguments: list[str], line: str) -> None:
    file = tmp_path / "file"
    file.touch()
    told = one_line(run(*(one.format(file=file) for one in arguments)))
    assert told.startswith(line.format(file=file))


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = one_line(run("serve", "--port", "0", "--tls-port", str(port)))
    assert line.startswith(f"mockserver serve: cannot listen on 127.0.0.1:{port}: Address already in use")


def test_without_trustme_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "trustme.py").write_text("raise ImportError\n", encoding="utf-8")
    line = one_line(run("serve", "--port", "0", "--tls-port", "0", more={"PYTHONPATH": str(tmp_path)}))
    assert line == "mockserver serve: certificates need the package trustme: pip install 'mockserver[tls]'"


def test_who_asks_for_no_tls_loads_nothing_for_it() -> None:
    program = "import sys, mockserver.cli.commands.serve, mockserver.transport.server; print('trustme' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

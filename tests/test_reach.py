"""How far interception reaches: every library, names, forks, late threads, others' fakes."""

from __future__ import annotations

import asyncio
import http.client
import os
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mockserver
from mockserver.transport.server import Server
from tests.child import Child
from tests.test_intercept import ERRORS, OKTOPOST, SENDERS

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
HOST = "api.oktopost.com"
ELSEWHERE = "192.0.2.1"


def _by_asyncio(host: str) -> None:
    asyncio.run(asyncio.open_connection(host, 443))


def _by_http_client(host: str) -> None:
    http.client.HTTPSConnection(host, timeout=5).request("GET", "/")


def _by_datagram(host: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", (host, 53))


def _by_socket(host: str) -> None:
    with socket.socket() as connection:
        connection.settimeout(5)
        connection.connect((host, 443))


WAYS: dict[str, Callable[[str], Any]] = {
    "urllib": lambda host: OPENER.open(f"http://{host}/", None, 5),
    "http.client": _by_http_client,
    "asyncio": _by_asyncio,
    "a socket": _by_socket,
    "a datagram": _by_datagram,
    "a look-up": lambda host: socket.getaddrinfo(host, 443),
    "an old look-up": socket.gethostbyname,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("host", [HOST, f"{HOST}.", ELSEWHERE])
def test_no_library_leaves_the_machine_where_other_hosts_are_refused(way: str, host: str) -> None:
    with mockserver.intercept(other_hosts="refuse"), pytest.raises(OSError, match="mockserver refuses"):
        WAYS[way](host)


def test_the_machine_itself_is_never_refused() -> None:
    with mockserver.intercept(other_hosts="refuse"), socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, port), timeout=5).close()
        socket.getaddrinfo(socket.gethostname(), port)
        socket.getaddrinfo(None, port, flags=socket.AI_PASSIVE)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_the_child_of_a_fork_is_refused_too() -> None:
    reader, writer = os.pipe()
    with mockserver.intercept(other_hosts="refuse"):
        child = os.fork()
        if not child:
            try:
                socket.getaddrinfo(HOST, 443)
            except OSError as error:
                os.write(writer, str(error).encode())
            os._exit(0)
        os.waitpid(child, 0)
    assert b"mockserver refuses api.oktopost.com" in os.read(reader, 1_000)
    os.close(reader)
    os.close(writer)


def test_a_thread_that_outlives_its_test_never_reaches_the_vendor() -> None:
    told: list[str] = []
    over = threading.Event()

    def late() -> None:
        over.wait(30)
        socket.getaddrinfo("localhost", 443)
        try:
            socket.getaddrinfo(HOST, 443)
        except OSError as error:
            told.append(str(error))

    thread = threading.Thread(target=late)
    with mockserver.intercept(other_hosts="refuse"):
        thread.start()
    over.set()
    thread.join(30)
    (error,) = told
    assert "mockserver refuses api.oktopost.com: the test that began this thread" in error


@pytest.mark.parametrize("library", SENDERS)
def test_a_name_with_its_trailing_dot_is_the_vendor_s(library: str) -> None:
    with mockserver.intercept(other_hosts="refuse") as sandbox:
        status, _ = SENDERS[library]("GET", f"https://{HOST}./v2/integration", auth=sandbox.oktopost.auth)
    assert status == 200


@pytest.mark.parametrize("library", SENDERS)
def test_the_client_s_own_timeout_counts_where_the_server_is_elsewhere(server: Server, library: str) -> None:
    with mockserver.intercept(server.url) as sandbox:
        sandbox.fail_next("oktopost/*", "unavailable", delay=20)
        with pytest.raises(ERRORS[library]):
            SENDERS[library]("GET", f"{OKTOPOST[0]}/v2/integration", auth=sandbox.oktopost.auth, timeout=0.2)


OTHERS = """
import freezegun
import responses

@pytest.mark.mockserver(other_hosts="refuse")
@pytest.mark.parametrize("inner", [True, False])
def test_both(request, inner):
    if inner:
        request.getfixturevalue("mockserver_intercept")
    with responses.RequestsMock(assert_all_requests_are_fired=False) as fake:
        fake.add_passthru("https://")
        sandbox = request.getfixturevalue("mockserver_intercept")
        answer = requests.get("https://api.oktopost.com/v2/integration", auth=sandbox.oktopost.auth, timeout=9)
        assert answer.status_code == 200
        with pytest.raises(requests.ConnectionError, match="mockserver refuses"):
            requests.get("https://example.com", timeout=9)

def use(sandbox, base):
    sandbox.fail_next("oktopost/*", "unavailable", delay=0.05)
    statuses = [requests.get(base + "/integration", auth=sandbox.oktopost.auth, timeout=20).status_code for _ in "ab"]
    assert statuses == [503, 200]
    sandbox.assert_called("oktopost/http/list_integrations", times=2)
    sandbox.add("oktopost/lead", Email="ada@example.com")
    assert len(sandbox.deliveries()) == 1

@freezegun.freeze_time("2020-01-01")
def test_listening(mockserver):
    use(mockserver, mockserver.oktopost.base_url)

@freezegun.freeze_time("2020-01-01")
def test_intercepted(mockserver_intercept):
    use(mockserver_intercept, "https://api.oktopost.com/v2")
"""


def test_frozen_clocks_hang_nothing_and_what_responses_passes_through_is_led(child: Child) -> None:
    child(OTHERS).assert_outcomes(passed=4)


def test_interception_needs_no_socket_where_a_plugin_disables_them(child: Child) -> None:
    result = child(
        """
        @pytest.mark.mockserver(other_hosts="refuse")
        def test_led(mockserver_intercept):
            url = mockserver_intercept.oktopost.base_url + "/integration"
            assert url == "https://api.oktopost.com/v2/integration"
            assert requests.get(url, auth=mockserver_intercept.oktopost.auth, timeout=9).status_code == 200
            mockserver_intercept.assert_called("oktopost/http/list_integrations", times=1)
        """,
        "-p", "pytest_socket", "--disable-socket",
    )  # fmt: skip
    result.assert_outcomes(passed=1)


PROXIED = """
import os
import requests

login = os.environ["OKTOPOST_ACCOUNT_ID"], os.environ["OKTOPOST_API_KEY"]
print(requests.get(os.environ["OKTOPOST_BASE_URL"] + "/integration", auth=login, timeout=10).status_code)
print(os.environ["NO_PROXY"])
"""


def test_a_proxy_of_the_environment_is_not_asked_for_the_sandbox(
    child: Child, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "example.com")
    program = tmp_path / "application.py"
    program.write_text(PROXIED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mockserver", "run", "--", sys.executable, program],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "200\nexample.com,127.0.0.1\n"), done.stderr
    result = child(
        f"""
        import subprocess
        import sys

        def test_started(mockserver_env):
            done = subprocess.run([sys.executable, {str(program)!r}], capture_output=True, text=True, check=True)
            assert done.stdout == "200\\nexample.com,127.0.0.1\\n"
        """
    )
    result.assert_outcomes(passed=1)

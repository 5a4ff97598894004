"""The vendors' real host names without a network, for the three libraries that applications use."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from typing import Any
from urllib.parse import urlencode

import aiohttp
import anyio
import httpx
import httpx2
import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter

import mockserver
from mockserver.testing import Mockserver, PlannableOutcome
from mockserver.transport.server import Server

LISTED = "/v2/integration"
OKTOPOST = ("https://api.oktopost.com", "https://eu-api.oktopost.com")
REFOLD = ("https://api.gocobalt.io", "https://app.refold.ai")
EXECUTE = "/api/v2/integration-schema/hubspot/actions/get_contact/execute"

Send = Callable[..., tuple[int, bytes]]


def _by_requests(method: str, url: str, **options: Any) -> tuple[int, bytes]:
    with requests.Session() as session:
        session.trust_env = False
        response = session.request(method, url, **{"timeout": 30, **options})
    return response.status_code, response.content


def _by_httpx(method: str, url: str, **options: Any) -> tuple[int, bytes]:
    with httpx.Client(trust_env=False) as client:
        response = client.request(method, url, **{"timeout": 30, **options})
    return response.status_code, response.content


def _by_httpx_async(method: str, url: str, **options: Any) -> tuple[int, bytes]:
    async def send() -> tuple[int, bytes]:
        async with httpx.AsyncClient(trust_env=False) as client:
            response = await client.request(method, url, **{"timeout": 30, **options})
            return response.status_code, response.content

    return anyio.run(send)


def _by_httpx2(method: str, url: str, **options: Any) -> tuple[int, bytes]:
    with httpx2.Client(trust_env=False) as client:
        response = client.request(method, url, **{"timeout": 30, **options})
    return response.status_code, response.content


def _by_httpx2_async(method: str, url: str, **options: Any) -> tuple[int, bytes]:
    async def send() -> tuple[int, bytes]:
        async with httpx2.AsyncClient(trust_env=False) as client:
            response = await client.request(method, url, **{"timeout": 30, **options})
            return response.status_code, response.content

    return anyio.run(send)


def _by_aiohttp(method: str, url: str, **options: Any) -> tuple[int, bytes]:
    login = options.pop("auth", None)
    if login is not None:
        options["headers"] = {"authorization": aiohttp.encode_basic_auth(*login)}
    timeout = aiohttp.ClientTimeout(sock_read=options.pop("timeout", 30))

    async def send() -> tuple[int, bytes]:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.request(method, url, **options) as response,
        ):
            return response.status, await response.read()

    return anyio.run(send)


def _by_urllib3(method: str, url: str, **options: Any) -> tuple[int, bytes]:
    login = options.pop("auth", None)
    headers = {**options.pop("headers", {})}
    if login is not None:
        headers |= urllib3.make_headers(basic_auth=":".join(login))
    form, document = options.pop("data", None), options.pop("json", None)
    if form is not None:
        headers["content-type"], options["body"] = "application/x-www-form-urlencoded", urlencode(form)
    if document is not None:
        headers["content-type"], options["body"] = "application/json", json.dumps(document)
    with urllib3.PoolManager(retries=False) as pools:
        response = pools.request(method, url, headers=headers, **{"timeout": 30, **options})
    return response.status, response.data


SENDERS: dict[str, Send] = {
    "urllib3": _by_urllib3,
    "requests": _by_requests,
    "httpx": _by_httpx,
    "httpx async": _by_httpx_async,
    "httpx2": _by_httpx2,
    "httpx2 async": _by_httpx2_async,
    "aiohttp": _by_aiohttp,
}
ERRORS: dict[str, type[Exception]] = {
    "urllib3": urllib3.exceptions.HTTPError,
    "requests": requests.RequestException,
    "httpx": httpx.TransportError,
    "httpx async": httpx.TransportError,
    "httpx2": httpx2.TransportError,
    "httpx2 async": httpx2.TransportError,
    "aiohttp": aiohttp.ClientError,
}


@pytest.fixture
def sandbox() -> Iterator[Mockserver]:
    with mockserver.intercept(other_hosts="refuse") as sandbox:
        yield sandbox


@pytest.fixture(params=SENDERS)
def library(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.contract("O-01", "I-01")
@pytest.mark.parametrize("host", OKTOPOST)
def test_oktopost_is_answered_at_its_real_hosts(sandbox: Mockserver, library: str, host: str) -> None:
    status, body = SENDERS[library]("GET", host + LISTED, auth=sandbox.oktopost.auth)
    form = {"id": sandbox.oktopost.integrations["hubspot"], "actionName": "contact.getById", "payload": '{"id":"51"}'}
    acted = SENDERS[library]("POST", f"{host}/v2/integration-action", data=form, auth=sandbox.oktopost.auth)
    assert (status, json.loads(body)["Result"]) == (200, True)
    assert json.loads(acted[1])["IntegrationAction"]["contact"]["id"] == "51"
    assert [call.headers["host"] for call in sandbox.journal] == [host.removeprefix("https://")] * 2


@pytest.mark.contract("R-04")
def test_each_host_of_refold_answers_in_the_envelope_that_its_documentation_shows(
    sandbox: Mockserver, library: str
) -> None:
    cobalt, refold = (
        json.loads(SENDERS[library]("POST", host + EXECUTE, json={"limit": "1"}, headers=sandbox.refold.headers)[1])
        for host in REFOLD
    )
    assert list(cobalt) == ["data", "node_status", "http_status"]
    assert list(refold) == ["node_status", "data"]


def test_the_sandbox_tells_the_real_addresses(sandbox: Mockserver) -> None:
    assert sandbox.oktopost.base_url == "https://api.oktopost.com/v2"
    assert sandbox.refold.base_url == "https://api.gocobalt.io"


def test_other_hosts_are_refused_in_the_library_s_own_error(sandbox: Mockserver, library: str) -> None:
    with pytest.raises(ERRORS[library], match=r"mockserver refuses https://example\.com"):
        SENDERS[library]("GET", "https://example.com/")


def test_the_loopback_is_never_refused(sandbox: Mockserver, server: Server, library: str) -> None:
    assert SENDERS[library]("GET", f"{server.url}/v2/integration")[0] == 401


def test_other_hosts_pass_unless_they_are_refused(library: str) -> None:
    with mockserver.intercept(), socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
        closed.close()
        with pytest.raises(ERRORS[library]) as raised:
            SENDERS[library]("GET", f"http://nobody.localhost:{port}/")
    assert "mockserver" not in str(raised.value)


def test_afterwards_the_libraries_are_as_they_were(library: str) -> None:
    def seams() -> list[Any]:
        pools = urllib3.HTTPConnectionPool.urlopen, urllib3.HTTPSConnectionPool.urlopen
        transports = [library.HTTPTransport.handle_request for library in (httpx, httpx2)]
        return [HTTPAdapter.send, *pools, *transports, aiohttp.BaseConnector.connect]

    before = seams()
    with pytest.raises(LookupError), mockserver.intercept():
        raise LookupError
    assert seams() == before


@pytest.mark.parametrize(
    ("outcome", "status"), [("rate-limited", 429), ("server-error", 500), ("slow-body", 200), ("malformed-json", 200)]
)
def test_planned_answers_arrive(sandbox: Mockserver, library: str, outcome: PlannableOutcome, status: int) -> None:
    sandbox.fail_next("oktopost/*", outcome)
    answered, body = SENDERS[library]("GET", OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth)
    assert (answered, bool(body)) == (status, True)


@pytest.mark.parametrize("outcome", ["connection-reset", "empty-response", "truncated-body"])
def test_broken_connections_are_the_library_s_own_errors(
    sandbox: Mockserver, library: str, outcome: PlannableOutcome
) -> None:
    sandbox.fail_next("oktopost/*", outcome, times=None)
    with pytest.raises(ERRORS[library]):
        SENDERS[library]("GET", OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth)


def test_a_delay_beyond_the_client_s_patience_is_its_timeout(sandbox: Mockserver, library: str) -> None:
    sandbox.fail_next("oktopost/*", "ok", delay=300, times=None)
    timeouts = (
        requests.ReadTimeout,
        urllib3.exceptions.ReadTimeoutError,
        httpx.ReadTimeout,
        httpx2.ReadTimeout,
        aiohttp.ServerTimeoutError,
    )
    with pytest.raises(timeouts):
        SENDERS[library]("GET", OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth, timeout=0.05)


def test_the_retries_of_the_application_s_adapter_are_made(sandbox: Mockserver) -> None:
    with requests.Session() as session:
        retries = urllib3.Retry(3, status_forcelist=[429, 503], backoff_factor=0)
        session.mount("https://", HTTPAdapter(max_retries=retries))
        sandbox.fail_next("oktopost/*", "unavailable", retry_after=0)
        sandbox.fail_next("oktopost/*", "connection-reset")
        assert session.get(OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth, timeout=30).status_code == 200
        assert [call.outcome for call in sandbox.journal] == ["unavailable", "connection-reset", "ok"]
        sandbox.fail_next("oktopost/*", "unavailable", times=None, retry_after=0)
        with pytest.raises(requests.exceptions.RetryError):
            session.get(OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth, timeout=30)


def test_the_retries_of_a_pool_are_made(sandbox: Mockserver) -> None:
    headers = urllib3.make_headers(basic_auth=":".join(sandbox.oktopost.auth))
    retries = urllib3.Retry(3, status_forcelist=[503], backoff_factor=0)
    with urllib3.HTTPSConnectionPool("api.oktopost.com", headers=headers, retries=retries) as pool:
        sandbox.fail_next("oktopost/*", "unavailable", retry_after=0)
        sandbox.fail_next("oktopost/*", "connection-reset")
        assert pool.request("GET", LISTED).status == 200
        assert [call.outcome for call in sandbox.journal] == ["unavailable", "connection-reset", "ok"]
        sandbox.fail_next("oktopost/*", "connection-reset", times=None)
        with pytest.raises(urllib3.exceptions.MaxRetryError):
            pool.request("GET", LISTED)


def test_a_call_of_requests_is_led_once(sandbox: Mockserver) -> None:
    requests.get(OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth, timeout=30)
    assert len(sandbox.journal) == 1


def test_an_adapter_of_the_application_s_own_stays_in_the_way(sandbox: Mockserver) -> None:
    class Stamped(HTTPAdapter):
        def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
            request.headers["x-stamp"] = "mine"
            return super().send(request, *args, **options)

    with requests.Session() as session:
        session.mount("https://", Stamped())
        session.get(OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth, timeout=30)
    assert sandbox.journal[0].headers["x-stamp"] == "mine"


def test_clients_made_before_are_led_as_well() -> None:
    with requests.Session() as session, httpx.Client(trust_env=False) as client, mockserver.intercept() as sandbox:
        session.get(OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth, timeout=30)
        client.get(OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth)
        sandbox.assert_called("oktopost/http/list_integrations", times=2, status=200)


def test_streams_and_bodies_of_every_kind_are_read(sandbox: Mockserver) -> None:
    url = OKTOPOST[0] + "/v2/integration-action"
    form = f"id={sandbox.oktopost.integrations['salesforce']}&actionName=case.getAll"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for body in (form, form.encode(), iter([form.encode()])):
        assert requests.post(url, data=body, headers=headers, auth=sandbox.oktopost.auth, timeout=30).ok
    with httpx.stream("POST", url, content=iter([form.encode()]), headers=headers, auth=sandbox.oktopost.auth) as got:
        assert json.loads(b"".join(got.iter_bytes()))["Result"] is True
    head = requests.head(OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth, timeout=30)
    assert (head.status_code, head.content) == (200, b"")


def test_no_socket_is_opened_for_requests_and_httpx() -> None:
    program = f"""
import socket, sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo"):
        raise RuntimeError(event)
sys.addaudithook(refuse)
import httpx, mockserver, requests
with mockserver.intercept() as sandbox:
    for get in (requests.get, httpx.get):
        print(get("{OKTOPOST[0]}{LISTED}", auth=sandbox.oktopost.auth, timeout=30).status_code)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["200", "200"], done.stderr


def test_a_context_for_asynchronous_code() -> None:
    async def main() -> None:
        async with mockserver.intercept(seed=3, populate=5) as sandbox, httpx.AsyncClient(trust_env=False) as client:
            response = await client.get(OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth)
            assert response.status_code == 200

    steps: Coroutine[Any, Any, None] = main()
    anyio.run(lambda: steps)


def test_a_server_that_runs_elsewhere_can_hold_the_sandbox(server: Server, library: str) -> None:
    with mockserver.intercept(server.url) as sandbox:
        status, body = SENDERS[library]("GET", OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth)
        assert (status, json.loads(body)["Result"]) == (200, True)
        for outcome in ("truncated-body", "empty-response", "connection-reset"):
            sandbox.fail_next("oktopost/*", outcome, times=None)
            with pytest.raises(ERRORS[library]):
                SENDERS[library]("GET", OKTOPOST[0] + LISTED, auth=sandbox.oktopost.auth)
        assert sandbox.journal[0].headers["host"] == "api.oktopost.com"


def test_a_misspelt_option_is_refused() -> None:
    with (
        pytest.raises(ValueError, match="other_hosts is one of pass, refuse, not 'refused'"),
        mockserver.intercept(other_hosts="refused"),  # type: ignore[arg-type]
    ):
        pass


def test_the_environment_leads_no_call_to_a_vendor_astray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/bundle.pem")
    given = []

    class Own(HTTPAdapter):
        def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
            given.append((options["proxies"], options["verify"]))
            return super().send(request, **options)

    with mockserver.intercept() as sandbox, requests.Session() as session:
        session.mount("https://", Own())
        url, login = OKTOPOST[0] + LISTED, sandbox.oktopost.auth
        assert session.get(url, auth=login, timeout=30).ok
        assert session.get(url, auth=login, proxies={"https": "http://mine.example"}, verify=False, timeout=30).ok
        assert session.trust_env
        settings = session.merge_environment_settings("https://other.example/", {}, None, None, None)
    mine = {"https": "http://mine.example"}
    assert [(dict(proxies), verify) for proxies, verify in given] == [({}, True), (mine, False)]
    assert settings["proxies"]["https"] == "http://proxy.example:3128"
    assert settings["verify"] == "/nowhere/bundle.pem"


def test_the_fixture_leads_an_application_with_built_in_addresses(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        r"""
        import pytest
        import requests

        URL = "https://api.oktopost.com/v2/integration"

        def test_led(mockserver_intercept):
            assert requests.get(URL, auth=mockserver_intercept.oktopost.auth, timeout=30).ok
            mockserver_intercept.assert_called("oktopost/http/list_integrations", times=1)

        @pytest.mark.mockserver(other_hosts="refuse")
        def test_refused(mockserver_intercept):
            with pytest.raises(requests.ConnectionError, match=r"mockserver refuses https://example\.com"):
                requests.get("https://example.com", timeout=30)

        def test_swallowed(mockserver_intercept):
            requests.post(URL, auth=mockserver_intercept.oktopost.auth, timeout=30)
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:asyncio")
    result.assert_outcomes(passed=3, errors=1)

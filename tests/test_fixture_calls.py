"""What a test asks of the calls that were made: waiting, matchers, where they were made, and whose they are."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.child import Child


def test_calls_are_awaited_matched_placed_and_led(child: Child) -> None:
    result = child(
        """
        import re
        import threading
        import httpx
        import mockserver as package

        KEY = "oktopost/salesforce/lead.create"

        def test_waiting(mockserver):
            timers = [threading.Timer(0.1, act, [mockserver, "salesforce/lead.create", LEAD]) for _ in range(2)]
            for timer in timers:
                timer.start()
            assert len(mockserver.wait_for_call(KEY, times=2, timeout=30)) == 2
            for timer in timers:
                timer.join()
            with pytest.raises(AssertionError, match=r"(?s)in 0.1 seconds of waiting expected 1 call of .*found 0"):
                mockserver.wait_for_call("oktopost/hubspot/contact.create", timeout=0.1)

        @pytest.mark.parametrize("wanted", [
            {"LastName": re.compile("^D")}, {"LastName": lambda name: len(name) == 3}, {"Phone": package.absent},
        ])
        def test_matching(mockserver, wanted):
            act(mockserver, "salesforce/lead.create", LEAD)
            mockserver.assert_called(KEY, payload={"data": wanted}, times=1)

        @pytest.mark.parametrize("wanted", [
            {"LastName": re.compile("^x")}, {"Company": len}, {"LastName": package.absent},
        ])
        def test_not_matching(mockserver, wanted):
            act(mockserver, "salesforce/lead.create", {"data": {**LEAD["data"], "Company": "Acme"}})
            if "Company" in wanted:
                wanted = {"Company": lambda name: name == "Other"}
            with pytest.raises(AssertionError, match="none matches"):
                mockserver.assert_called(KEY, payload={"data": wanted})

        def test_missing(mockserver):
            act(mockserver, "salesforce/lead.create", LEAD)
            with pytest.raises(AssertionError) as miss:
                mockserver.assert_called(KEY, payload={"Phone": "1", "LastName": "Doe"})
            assert "Phone is not in the payload of call 1" in str(miss.value)
            assert "LastName lies below data of call 1" in str(miss.value)

        @pytest.mark.mockserver(api_key="built-in-key")
        def test_built_in_key(mockserver):
            assert mockserver.oktopost.api_key == mockserver.refold.api_key == "built-in-key"
            assert act(mockserver, "salesforce/lead.create", LEAD, ("001000000000001", "built-in-key")).ok
            assert execute(mockserver, "hubspot/create_contact", {"email": "a@example.com"}).ok
            assert len(mockserver.journal) == 2

        @pytest.mark.mockserver(expect=["unauthenticated"])
        def test_the_key_is_gone(mockserver):
            act(mockserver, "salesforce/lead.create", LEAD, ("001000000000001", "built-in-key"))

        @pytest.fixture(scope="module")
        def wide(mockserver_factory):
            with mockserver_factory() as sandbox, sandbox.intercept(other_hosts="refuse"):
                yield sandbox

        def test_wide(wide):
            url = "https://api.oktopost.com/v2/integration"
            assert requests.get(url, auth=wide.oktopost.auth, timeout=9).ok
            with pytest.raises(requests.ConnectionError, match="mockserver refuses"):
                requests.get("https://example.com", timeout=9)
        """
    )
    result.assert_outcomes(passed=11)


def test_a_broken_call_says_where_it_was_made(child: Child, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        application="""
        import httpx
        import requests

        def by_requests(base, auth):
            requests.get(base + "/nowhere", auth=auth, timeout=9)

        def by_httpx(base, auth):
            httpx.get(base + "/nowhere", auth=auth, timeout=9)

        def by_urllib(base, auth):
            from urllib.request import build_opener
            try:
                build_opener().open(base + "/nowhere")
            except OSError:
                pass
        """
    )
    result = child(
        """
        import threading
        import application

        @pytest.mark.parametrize("library", ["requests", "httpx", "urllib"])
        def test_socket(mockserver, library):
            getattr(application, "by_" + library)(mockserver.oktopost.base_url, mockserver.oktopost.auth)

        def test_led(mockserver_intercept):
            application.by_requests("https://api.oktopost.com/v2", mockserver_intercept.oktopost.auth)

        over = threading.Event()

        def late():
            over.wait(30)
            application.by_requests("https://api.oktopost.com/v2", ("nobody", "key"))

        def test_begins(mockserver):
            global thread
            thread = threading.Thread(target=late)
            thread.start()

        def test_another(mockserver_intercept):
            over.set()
            thread.join()
        """
    )
    result.assert_outcomes(passed=6, errors=5)
    told = [line.split("made at")[1].strip() for line in result.outlines if "made at" in line]
    assert told == [
        "application.py:5 in by_requests",
        "application.py:8 in by_httpx",
        "application.py:13 in by_urllib",
        "application.py:5 in by_requests",
        "application.py:5 in by_requests, in a thread that test_it.py::test_begins began",
    ]


def test_a_recorded_call_is_what_was(child: Child) -> None:
    result = child(
        """
        import copy
        import pickle

        def test_recorded(mockserver):
            act(mockserver, "salesforce/lead.create", LEAD)
            [call], [again] = mockserver.calls("oktopost/*"), mockserver.journal
            assert (call.status, call.payload, call.form["actionName"]) == (200, LEAD, "lead.create")
            assert call.response_headers["content-type"] == "application/json"
            assert call == again and call != call.payload and call.violations == []
            assert "action='oktopost/salesforce/lead.create'" in repr(call) and "'LastName': 'Doe'" in repr(call)
            assert copy.deepcopy(call) == pickle.loads(pickle.dumps(call)) == call
            with pytest.raises(AttributeError, match="has no attribute 'statuss'"):
                call.statuss
            with pytest.raises(AttributeError, match="its status cannot be set"):
                call.status = 500

        def test_of_a_sandbox_that_is_gone(mockserver_factory):
            with mockserver_factory() as sandbox:
                act(sandbox, "salesforce/lead.create", LEAD)
                [call] = sandbox.journal
            assert call.payload == LEAD
        """
    )
    result.assert_outcomes(passed=2)


def test_a_test_has_one_sandbox_whichever_fixtures_it_names(child: Child) -> None:
    result = child(
        """
        SEEN = []

        @pytest.fixture
        def mine(mockserver):
            yield mockserver
            SEEN.append((mockserver.id, len(mockserver.records("salesforce/Lead")) > 0))

        def test_led_first(mockserver_intercept, mine):
            assert mockserver_intercept is mine

        def test_led_last(mine, mockserver_env, mockserver_intercept):
            assert mockserver_intercept is mine
            assert mockserver_env["OKTOPOST_API_KEY"] == mine.oktopost.api_key

        def test_dropped(mockserver, mockserver_server):
            led, mine = SEEN
            assert led[0] != mine[0] and led[1] and mine[1], "it was there until the last fixture of its test ended"
            listed = requests.get(mockserver_server.url + "/__mock__/sandboxes", timeout=30).json()["sandboxes"]
            assert [one["id"] for one in listed] == ["default", mockserver.id]
        """
    )
    result.assert_outcomes(passed=3)


def test_a_server_that_is_not_there_is_asked_once(child: Child) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        knocked = []

        def turn_away() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, address = listening.accept()
                    knocked.append(address)
                    connection.close()

        threading.Thread(target=turn_away, daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        once = child("def test_one(mockserver): pass", "--mockserver-url", url)
        attempts = len(knocked)
        result = child(
            """
            def test_one(mockserver): pass
            def test_two(mockserver_intercept): pass
            def test_three(mockserver_server): pass
            """,
            "--mockserver-url",
            url,
        )
        listening.shutdown(socket.SHUT_RDWR)
    once.assert_outcomes(errors=1)
    result.assert_outcomes(errors=3)
    assert str(result.stdout).count(f"Unreachable: no mockserver answers at {url}") >= 3
    assert len(knocked) == 2 * attempts > 0


UNIT = """
import unittest

import requests

from mockserver.testing import SandboxTestCase

class Listening(SandboxTestCase):
    def test_fine(self):
        url = self.mockserver.oktopost.base_url + "/integration"
        assert requests.get(url, auth=self.mockserver.oktopost.auth, timeout=9).ok

    def test_swallowed(self):
        requests.get(self.mockserver.oktopost.base_url + "/nowhere", auth=self.mockserver.oktopost.auth, timeout=9)

class Led(SandboxTestCase):
    other_hosts = "refuse"
    expect = ["not-found"]

    def setUp(self):
        super().setUp()
        self.url = "https://api.oktopost.com/v2"

    def test_meant(self):
        requests.get(self.url + "/nowhere", auth=self.mockserver.oktopost.auth, timeout=9)

    def test_ready_made(self):
        assert requests.get(self.url + "/integration", auth=("001000000000001", "okto-sandbox-key"), timeout=9).ok
        self.mockserver.assert_called("oktopost/http/list_integrations", times=1)

unittest.main(verbosity=2)
"""


def test_plain_unittest_has_sandboxes_and_their_judgement(tmp_path: Path) -> None:
    path = tmp_path / "test_unit.py"
    path.write_text(UNIT, encoding="utf-8")
    done = subprocess.run([sys.executable, path], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Ran 4 tests" in done.stderr
    assert "FAILED (failures=1)" in done.stderr
    assert "FAIL: test_swallowed" in done.stderr
    assert 'A test that means it says so: expect = ["not-found"]' in done.stderr

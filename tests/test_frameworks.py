"""Where the application runs: what the table of docs/pytest.md says of gevent, Django, FastAPI and httpx2 is so."""

from __future__ import annotations

import pytest

from tests.child import Child

GEVENT = """
from gevent import monkey
monkey.patch_all()

import gevent
import pytest
import requests

def get(base, login):
    return requests.get(base + "/integration", auth=login, timeout=30).status_code

@pytest.mark.parametrize("led", [False, True])
def test_greenlets(request, led):
    sandbox = request.getfixturevalue("mockserver_intercept" if led else "mockserver")
    base = "https://api.oktopost.com/v2" if led else sandbox.oktopost.base_url
    greenlets = [gevent.spawn(get, base, sandbox.oktopost.auth) for _ in range(5)]
    gevent.joinall(greenlets, timeout=30)
    assert [greenlet.value for greenlet in greenlets] == [200] * 5
    sandbox.assert_called("oktopost/http/list_integrations", times=5)

def broken(base, login):
    requests.get(base + "/nowhere", auth=login, timeout=30)

def test_broken(mockserver_intercept):
    gevent.spawn(broken, "https://api.oktopost.com/v2", mockserver_intercept.oktopost.auth).join()
"""

DJANGO = """
import os

import django
import pytest
import requests
from django.conf import settings
from django.http import JsonResponse
from django.test import Client
from django.urls import path

def integrations(request):
    login = os.environ["OKTOPOST_ACCOUNT_ID"], os.environ["OKTOPOST_API_KEY"]
    answer = requests.get(os.environ["OKTOPOST_BASE_URL"] + "/integration", auth=login, timeout=30)
    return JsonResponse({"status": answer.status_code})

def built_in(request):
    url = "https://api.oktopost.com/v2/integration"
    return JsonResponse({"status": requests.get(url, auth=settings.LOGIN, timeout=30).status_code})

def swallowed(request):
    requests.get(os.environ["OKTOPOST_BASE_URL"] + "/nowhere", auth=("a", "b"), timeout=30)
    return JsonResponse({})

urlpatterns = [path("late", integrations), path("fixed", built_in), path("swallowed", swallowed)]
settings.configure(
    ROOT_URLCONF=__name__, SECRET_KEY="x", ALLOWED_HOSTS=["*"], LOGIN=("001000000000001", "my-test-key")
)
django.setup()

def test_late(mockserver, mockserver_env):
    assert Client().get("/late").json() == {"status": 200}
    mockserver.assert_called("oktopost/http/list_integrations", times=1)
    assert len(mockserver.journal) == 1

@pytest.mark.mockserver(api_key="my-test-key", other_hosts="refuse")
def test_fixed(mockserver_intercept):
    assert Client().get("/fixed").json() == {"status": 200}
    assert len(mockserver_intercept.journal) == 1

def test_broken(mockserver, mockserver_env):
    assert Client().get("/swallowed").status_code == 200
"""

FASTAPI = """
import os

import httpx
import httpx2
import pytest
import requests
from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()

@app.get("/plain")
def plain():
    login = os.environ["OKTOPOST_ACCOUNT_ID"], os.environ["OKTOPOST_API_KEY"]
    return requests.get(os.environ["OKTOPOST_BASE_URL"] + "/integration", auth=login, timeout=30).status_code

@app.get("/asynchronous/{library}")
async def asynchronous(library: str):
    async with {"httpx": httpx, "httpx2": httpx2}[library].AsyncClient() as client:
        login = os.environ["OKTOPOST_ACCOUNT_ID"], os.environ["OKTOPOST_API_KEY"]
        return (await client.get("https://api.oktopost.com/v2/integration", auth=login, timeout=30)).status_code

def test_plain(mockserver, mockserver_env):
    with TestClient(app) as client:
        assert client.get("/plain").json() == 200
    assert len(mockserver.journal) == 1

@pytest.mark.mockserver(other_hosts="refuse")
@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_asynchronous(mockserver_intercept, mockserver_env, library):
    with TestClient(app) as client:
        assert client.get("/asynchronous/" + library).json() == 200
    assert len(mockserver_intercept.journal) == 1

def test_broken(mockserver_intercept):
    httpx2.get("https://api.oktopost.com/v2/nowhere", auth=mockserver_intercept.oktopost.auth, timeout=30)
"""


@pytest.mark.parametrize(
    ("tests", "passed", "place"),
    [
        pytest.param(GEVENT, 3, "in broken", id="gevent"),
        pytest.param(DJANGO, 3, "in swallowed", id="Django"),
        pytest.param(FASTAPI, 4, "in test_broken", id="FastAPI"),
    ],
)
def test_calls_of_an_application_are_led_seen_judged_and_placed(
    child: Child, tests: str, passed: int, place: str
) -> None:
    result = child(tests, "-W", "default")
    result.assert_outcomes(passed=passed, errors=1)
    (made,) = [line for line in result.outlines if "made at" in line]
    assert made.endswith(place)

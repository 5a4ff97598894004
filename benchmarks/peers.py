"""Ours and other mock servers: one call, rounds that take turns, the same load."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.example import CUSTOMER, EMAIL, Request, own_calls
from benchmarks.install import write_mountebank
from benchmarks.load import Stretch, load
from benchmarks.places import CONFIG, NODE, PEERS, PEERS_PYTHON, PYTHON
from benchmarks.programs import Program, Running, ask, free_port, running
from benchmarks.targets import FLOOR as FLOOR_NAME
from benchmarks.targets import JVM_WARM_UP, LOOK_UP, ONE_CORE
from benchmarks.targets import OURS as OURS_NAME

COLD: Final = 2.0
"""Seconds of load after the first answer: what a short run of tests sees of a program."""

_ALONE: Final = 300
"""So many calls are sent one by one."""

OURS: Final = Program(OURS_NAME, (PYTHON, "-m", "mockserver", "serve", "--port", "{port}"))
FLOOR: Final = Program(FLOOR_NAME, (PYTHON, "-m", "benchmarks.apps", "floor", "{port}"))

_BIN: Final = NODE / ".bin"
_GET_ITEM: Final = "DynamoDB_20120810.GetItem"


def _dynamo(target: str, document: Any) -> Request:
    headers = {
        "X-Amz-Target": target,
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/dynamodb/aws4_request",
    }
    return Request("POST", "/", headers, json.dumps(document))


def _fill_moto(port: int) -> None:
    key = {"AttributeName": "email", "AttributeType": "S"}
    table = {
        "TableName": "contacts",
        "AttributeDefinitions": [key],
        "KeySchema": [{"AttributeName": "email", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    contact = json.loads((CONFIG / "answer.json").read_text())["IntegrationAction"]
    item = {name: {"S": str(value)} for name, value in contact.items() if value is not None}
    _post(port, _dynamo("DynamoDB_20120810.CreateTable", table))
    _post(
        port, _dynamo("DynamoDB_20120810.PutItem", {"TableName": "contacts", "Item": {**item, "email": {"S": EMAIL}}})
    )


def _post(port: int, request: Request) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(connection):
        connection.request(request.method, request.path, request.body, request.headers)
        response = connection.getresponse()
        if response.status != 200:
            raise RuntimeError(f"moto answers {response.status}: {response.read()[:300]!r}")


def wiremock_jar() -> Path:
    """The program of WireMock."""
    return next((NODE / "wiremock" / "build").glob("*.jar"), PEERS / "wiremock.jar")


def _wiremock(name: str, *options: str) -> Program:
    java = ("java", "-jar", str(wiremock_jar()))
    command = (*java, "--port", "{port}", "--root-dir", str(CONFIG / "wiremock"), "--disable-banner")
    return Program(name, (*command, *options), warm_up=JVM_WARM_UP, note="formParameters, basicAuth")


def _on_one_core(program: Program) -> Program:
    """The same program with one processor to itself and the kernel; the load comes from wherever there is room."""
    return replace(program, name=f"{program.name}{ONE_CORE}", command=("taskset", "-c", "0", *program.command))


def programs() -> list[Program]:
    """All of them, ours first."""
    prism = (str(_BIN / "prism"), "mock", "-p", "{port}", str(CONFIG / "openapi.json"))
    mockoon = (str(_BIN / "mockoon-cli"), "start", "--port", "{port}", "--disable-log-to-file", "--data")
    json_server = (str(_BIN / "json-server"), "--quiet", "--port", "{port}", str(CONFIG / "database.json"))
    connexion = (PEERS_PYTHON, "-m", "connexion", "run", str(CONFIG / "openapi30.json"), "--mock=all", "-p", "{port}")
    moto = _dynamo(_GET_ITEM, {"TableName": "contacts", "Key": {"email": {"S": EMAIL}}})
    stripe = Program(
        "stripe-mock", (str(PEERS / "stripe-mock" / "stripe-mock"), "-http-port", "{port}"), CUSTOMER,
        note="POST /v1/customers; a version of 2022, keeps no state",
    )  # fmt: skip
    pinned = [OURS, stripe] if shutil.which("taskset") else []
    return [
        OURS,
        FLOOR,
        stripe,
        *map(_on_one_core, pinned),
        _wiremock("WireMock"),
        _wiremock("WireMock, no journal", "--no-request-journal"),
        Program("mountebank", (PYTHON, "-m", "benchmarks.peers", "mountebank", "{port}"), note="checks no credentials"),
        Program("Prism", prism, note="keeps no state"),
        Program("Prism, no log", (*prism, "-v", "silent"), note="keeps no state"),
        Program("Mockoon", (*mockoon, str(CONFIG / "openapi30.json"))),
        Program("json-server", json_server, Request("GET", f"/contacts?email={EMAIL}", {}), note="GET, by a query"),
        Program("connexion", connexion, note="mock of an OpenAPI document"),
        Program(
            "moto", (PEERS_PYTHON, "-m", "moto.server", "-p", "{port}"), moto, prepare=_fill_moto,
            note="DynamoDB GetItem",
        ),
        Program(
            "pytest-httpserver", (PEERS_PYTHON, "-m", "benchmarks.apps", "httpserver", "{port}"),
            note="closes every connection",
        ),
    ]  # fmt: skip


def measure(rounds: int, seconds: float) -> list[dict[str, Any]]:
    """One row for each program that starts, ours first."""
    rows: dict[str, dict[str, Any]] = {}
    with ExitStack() as stack:
        started: list[tuple[Running, list[Stretch]]] = []
        for program in programs():
            found = _started(stack, program)
            if found is None:
                continue
            started.append((found, []))
            rows[program.name] = {
                "name": program.name,
                "note": program.note,
                "first_answer": found.first_answer,
                "memory_idle": found.memory(),
            }
        for found, _ in started:
            cold = load(found, COLD)
            rows[found.program.name] |= {"cold": cold.rate, "cold_processor": cold.processor}
            load(found, found.program.warm_up)
        for number in range(rounds):
            for found, stretches in _turned(started, number):
                stretches.append(load(found, seconds))
                sys.stderr.write(f"  {found.program.name:<22}{stretches[-1].rate:9.0f} calls/s\n")
        for found, stretches in started:
            rows[found.program.name] |= _summary(stretches) | {"memory_after": found.memory()}
    return list(rows.values())


def _started(stack: ExitStack, program: Program) -> Running | None:
    """The program, started twice: the second time is the one that counts, with its bytecode and files at hand."""
    try:
        with running(program):
            pass
        return stack.enter_context(running(program))
    except (OSError, RuntimeError) as error:
        sys.stderr.write(f"left out: {error}\n")
        return None


def _turned(started: Sequence[tuple[Running, list[Stretch]]], number: int) -> Iterator[tuple[Running, list[Stretch]]]:
    """Every round begins one program later, so that none always follows the same one."""
    for at in range(len(started)):
        yield started[(at + number) % len(started)]


def _summary(stretches: Sequence[Stretch]) -> dict[str, Any]:
    return {
        "rates": [stretch.rate for stretch in stretches],
        "rate": median(stretch.rate for stretch in stretches),
        "p50": median(stretch.p50 for stretch in stretches),
        "p99": median(stretch.p99 for stretch in stretches),
        "processor": median(stretch.processor for stretch in stretches),
        "errors": sum(stretch.errors for stretch in stretches),
        "calls": sum(stretch.calls for stretch in stretches),
    }


def own_apis(rounds: int, seconds: float) -> dict[str, dict[str, Any]]:
    """By name: Oktopost's look-up, and the commonest calls of the CRMs' own APIs, which take turns on one server."""
    calls = {LOOK_UP: OURS.request, **own_calls()}
    stretches: dict[str, list[Stretch]] = {name: [] for name in calls}
    with running(OURS) as found:
        for request in calls.values():
            if ask(found.port, request)[0] != 200:
                raise RuntimeError(f"{request.method} {request.path} is not answered 200")
            load(found, 1, request)
        for _ in range(rounds):
            for name, request in calls.items():
                stretches[name].append(load(found, seconds, request))
    return {name: _summary(measured) for name, measured in stretches.items()}


def alone() -> tuple[float, float]:
    """Milliseconds of the call, and of a reset, each sent alone over an open connection."""
    reset = Request("POST", "/__mock__/sandboxes/default/reset", {"Content-Type": "application/json"})
    with running(OURS) as found:
        connection = http.client.HTTPConnection("127.0.0.1", found.port, timeout=10)
        with contextlib.closing(connection):
            return _one_by_one(connection, OURS.request), _one_by_one(connection, reset)


def _one_by_one(connection: http.client.HTTPConnection, request: Request) -> float:
    taken = []
    for _ in range(_ALONE):
        begun = time.perf_counter()
        connection.request(request.method, request.path, request.body, request.headers)
        response = connection.getresponse()
        response.read()
        taken.append((time.perf_counter() - begun) * 1000)
        if response.status != 200:
            raise RuntimeError(f"{request.path} is answered {response.status}")
    return median(taken)


def _become_mountebank(port: int) -> None:
    """It reads the port of an imposter from its configuration: write it, then become mountebank."""
    path = write_mountebank(port)
    admin, pid = str(free_port()), str(CONFIG / "mountebank.pid")
    options = ("--port", admin, "--configfile", str(path), "--pidfile", pid, "--nologfile", "--loglevel", "error")
    command = [str(_BIN / "mb"), "start", *options]
    os.chdir(CONFIG)
    os.execv(command[0], command)  # noqa: S606 - a program of a fixed name


if __name__ == "__main__":
    _become_mountebank(int(sys.argv[2]))

"""Other people's programs, installed once below ``benchmarks/.peers`` by pip and npm, or built with Go."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.example import answer, openapi, openapi_30
from benchmarks.places import CONFIG, PEERS, PYTHON, ROOT

NPM: Final = (
    "@stoplight/prism-cli@5",
    "@mockoon/cli@9",
    "json-server@0.17.4",
    "mountebank@2",
    "wiremock@3",
)
PEERS_PIP: Final = ("moto[server]>=5", "connexion[flask,mock,uvicorn]>=3", "pytest-httpserver>=1.1")
FIXTURES_PIP: Final = ("--editable", str(ROOT), "pytest", "httpx", "pytest-httpserver", "responses", "respx")
STRIPE_MOCK: Final = "https://github.com/stripe/stripe-mock", "248eb741a2c63c56cf075dfe7c177914bfafd8c4"
"""Where its source is, its dependencies among it, and the commit: of March 2022, which Go 1.19 builds."""

SERVERS_PIP: Final = ("granian", "fastpysgi", "waitress", "cheroot", "gunicorn", "hypercorn")


def install() -> None:
    """Install what is not there yet; a few minutes the first time."""
    virtual_environment("python", PEERS_PIP)
    virtual_environment("servers", ("--editable", str(ROOT), *SERVERS_PIP))
    node = PEERS / "node"
    if not (node / "node_modules").is_dir():
        node.mkdir(parents=True, exist_ok=True)
        (node / "package.json").write_text('{"private": true}\n')
        _run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *NPM], node)

    build_stripe_mock(PEERS / "stripe-mock")


def build_stripe_mock(home: Path) -> None:
    """Build it, unless it is there; without Go, or where its source cannot be had, it is left out with a sentence."""
    if (home / "stripe-mock").exists():
        return
    if shutil.which("go") is None:
        sys.stderr.write("left out: stripe-mock is built with Go, which is not installed\n")
        return
    source, commit = STRIPE_MOCK
    home.mkdir(parents=True, exist_ok=True)
    try:
        if not (home / "go.mod").exists():
            _run(["git", "init", "--quiet"], home)
            _run(["git", "fetch", "--quiet", "--depth", "1", source, commit], home)
            _run(["git", "checkout", "--quiet", "FETCH_HEAD"], home)
        _run(["go", "build", "-mod=vendor", "-o", "stripe-mock", "."], home)
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"left out: stripe-mock cannot be built: {error}\n")


def virtual_environment(name: str, packages: tuple[str, ...]) -> Path:
    """The environment of a name below ``.peers``, made when it is not there; one that holds this project is renewed."""
    home = PEERS / name
    done = home / ".installed"
    if done.exists() and str(ROOT) not in packages:
        return home
    if not done.exists():
        _run([PYTHON, "-m", "venv", str(home)], ROOT)
    _run([str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages], ROOT)
    done.touch()
    return home


def _run(command: list[str], folder: Path) -> None:
    sys.stderr.write(f"$ {' '.join(command)}\n")
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def configure() -> None:
    """Write what the peers are told to answer: always the answer that our own server gives."""
    document = answer()
    CONFIG.mkdir(parents=True, exist_ok=True)
    _write("answer.json", document)
    _write("openapi.json", openapi(document))
    _write("openapi30.json", openapi_30(document))
    _write("database.json", {"contacts": [{"id": 1, "email": "john@example.com", **document["IntegrationAction"]}]})
    _write("wiremock/mappings/call.json", _wiremock(document))


def _wiremock(document: object) -> dict[str, object]:
    form = {"actionName": {"equalTo": "contact.getByEmail"}}
    request = {
        "method": "POST",
        "urlPath": "/v2/integration-action",
        "basicAuth": {"username": "001000000000001", "password": "okto-sandbox-key"},
        "formParameters": form,
    }
    return {"request": request, "response": {"status": 200, "jsonBody": document}}


def write_mountebank(port: int) -> Path:
    """The configuration of one imposter on ``port``."""
    document = json.loads((CONFIG / "answer.json").read_text())
    headers = {"Content-Type": "application/json"}
    stub = {
        "predicates": [{"equals": {"method": "POST", "path": "/v2/integration-action"}}],
        "responses": [{"is": {"statusCode": 200, "headers": headers, "body": json.dumps(document)}}],
    }
    return _write("mountebank.json", {"imposters": [{"port": port, "protocol": "http", "stubs": [stub]}]})


def _write(name: str, document: object) -> Path:
    path = CONFIG / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1) + "\n")
    return path

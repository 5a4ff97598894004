"""The suites: each runs the cases of a client against a server of its own and tells what became of each."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from marketorestpython.client import MarketoClient
from marketorestpython.helper import http_lib
from simple_salesforce import bulk, bulk2
from simple_salesforce.api import Salesforce

from mockserver.dialects.gateway import Gateway
from mockserver.dialects.marketo import access
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.testing import leading
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from mockserver.world import records
from tests.npm import LIMIT, install_into, run
from tests.scoreboard import node_clients
from tests.scoreboard.marketo_methods import UNHURRIED, call_all
from tests.scoreboard.methods import METHODS
from tests.scoreboard.node_clients import Outcomes
from tests.scoreboard.react import run_react
from tests.test_tls import serving_https

HERE: Final = Path(__file__).parent


@dataclass(frozen=True)
class Suite:
    """What is run. ``areas``: how the names of cases begin that cannot pass (a pattern of fnmatch's) -> why."""

    client: str
    what: str
    run: Callable[[Path], Outcomes]
    areas: dict[str, str]

    def area(self, case: str) -> str | None:
        """The first area to which a case belongs."""
        return next((start for start in self.areas if fnmatchcase(case, f"{start}*")), None)


# -- jsforce ---------------------------------------------------------------------------------------------------

_ROWS: Final = 6_200
"""How many records the suite's big table has: more than three pages, and than the 5,000 that it asks for at most."""


def run_jsforce(folder: Path) -> Outcomes:
    """The tests of jsforce that ask an organisation, by Node's runner."""
    project = install_into(folder / "project", HERE / "jsforce")
    suite = project / "test"
    shutil.move(project / "upstream" / "test", suite)
    # its pages of log-in are not driven in a browser
    (project / "node_modules" / "puppeteer").mkdir()
    (project / "node_modules" / "puppeteer" / "index.js").touch()
    sources = [str(path) for path in suite.rglob("*.ts")]
    run(["node_modules/.bin/esbuild", *sources, "--outdir=test", "--format=cjs", "--log-level=error"], project)
    with serving_https(folder, "--org", suite / "package" / "JSforceTestSuite" / "objects") as https:
        rows = [{"attributes": {"type": "BigTable__c"}}] * 200
        for _ in range(_ROWS // len(rows)):
            headers = {"Authorization": "Bearer sandbox-salesforce-session"}
            path = "/services/data/v59.0/composite/sobjects"
            assert https.call("POST", path, json={"records": rows}, headers=headers).ok
        environment = {
            **os.environ,
            "NODE_EXTRA_CA_CERTS": str(https.authority),
            "SF_LOGIN_URL": https.url,
            "SF_USERNAME": "admin@sandbox.example",
            "SF_PASSWORD": "sandbox-password" + "sandbox-security-token",
            "SF_ACCESS_TOKEN": "sandbox-salesforce-session",
            "SF_OAUTH2_CLIENT_ID": "sandbox-consumer-key",
            "SF_OAUTH2_CLIENT_SECRET": "sandbox-consumer-secret",
        }
        options = ["--require", "./globals.cjs", "--test", "--test-force-exit", "--test-concurrency=1"]
        options += ["--test-timeout=60000", "--test-reporter=./reporter.mjs"]
        files = sorted(str(path.relative_to(project)) for path in suite.glob("*.test.js"))
        done = subprocess.run(
            ["node", *options, *files],
            cwd=project, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT,
        )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    assert lines, done.stderr
    return _numbered(lines)


def _numbered(lines: list[tuple[str, str | None]]) -> Outcomes:
    """Cases of one name, told apart by a number."""
    told: Outcomes = {}
    for name, why in lines:
        number = sum(known.partition(" #")[0] == name for known in told) + 1
        told[name if number == 1 else f"{name} #{number}"] = why
    return told


# -- node-marketo-rest -----------------------------------------------------------------------------------------


def run_marketo(folder: Path) -> Outcomes:
    """The tests of node-marketo-rest that ask an instance, by mocha."""
    project = install_into(folder / "project", HERE / "marketo")
    client = project / "node_modules" / "node-marketo-rest"
    shutil.copytree(project / "upstream" / "test", client / "test", dirs_exist_ok=True)
    (project / "node_modules" / "replay.js").write_bytes((project / "replay.js").read_bytes())
    sandboxes = Sandboxes(world.load())
    sandbox = sandboxes.default
    for number in (1, 2, 42, 44):
        email = "ak+marketo1@usermind.com" if number == 1 else f"lead{number}@acme.example"
        records.add(sandbox, "marketo/lead", {"id": number, "email": email, "lastName": "K"})
    records.add(sandbox, "marketo/list", {"id": 1001, "name": "Lions", "workspaceName": "Default"})
    records.add(sandbox, "marketo/list", {"id": 1002, "name": "prova", "workspaceName": "Default"})
    records.add(sandbox, "marketo/membership", {"listId": 1001, "leadId": 42})
    with Server(Gateway(sandboxes)) as server:
        environment = {
            **os.environ,
            "MARKETO_ENDPOINT": f"{server.url}/rest",
            "MARKETO_IDENTITY": f"{server.url}/identity",
            "MARKETO_CLIENT_ID": access.client_id(sandbox),
            "MARKETO_CLIENT_SECRET": access.client_secret(sandbox),
        }
        files = sorted(str(path) for path in (client / "test").glob("*.test.js"))
        names = {path.name for path in (HERE / "marketo" / "upstream" / "test").iterdir()}
        files = [path for path in files if Path(path).name in names]
        options = ["--reporter", "json", "--reporter-option", "output=told.json", "--exit"]
        done = subprocess.run(
            ["node", project / "node_modules" / "mocha" / "bin" / "mocha.js", *options, *files],
            cwd=client, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT,
        )  # fmt: skip
    assert (client / "told.json").exists(), done.stderr
    told = json.loads((client / "told.json").read_text(encoding="utf-8"))["tests"]
    return {one["fullTitle"]: one["err"].get("message", "failed") if one["err"] else None for one in told}


# -- marketorestpython -----------------------------------------------------------------------------------------


def run_marketorestpython(folder: Path) -> Outcomes:
    """Every method of marketorestpython's ``execute``, over a socket."""
    people = folder / "people.csv"
    people.write_text("email,firstName\nada@new.example,Ada\n,Nobody\n", encoding="utf-8")
    sandboxes = Sandboxes(world.load())
    sandbox = sandboxes.default
    with (
        Server(Gateway(sandboxes)) as server,
        pytest.MonkeyPatch.context() as at,
        warnings.catch_warnings(action="ignore", category=ResourceWarning),  # it never closes the files that it sends
    ):
        at.setattr(http_lib, "time", UNHURRIED)
        client = MarketoClient("123-ABC-456", access.client_id(sandbox), access.client_secret(sandbox))
        client.host = server.url
        return call_all(client, str(people))


# -- hubspot-api-client ----------------------------------------------------------------------------------------


def run_hubspot(folder: Path) -> Outcomes:
    """HubSpot's own tests of its client that ask a portal, by pytest, with its hosts led to a sandbox."""
    suite = folder / "suite"
    shutil.copytree(HERE / "hubspot" / "upstream", suite)
    shutil.copy(HERE / "hubspot" / "intercepted.py", folder)
    (suite / "pytest.ini").write_text("[pytest]\n")
    told = folder / "told.xml"
    given = {"HUBSPOT_ACCESS_TOKEN": "pat-na1-sandbox", "HUBSPOT_DEVELOPER_API_KEY": "sandbox-hubspot-developer-key"}
    options = ["-p", "intercepted", "-p", "no:cacheprovider", "-p", "no:xdist", f"--junit-xml={told}"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, str(suite)],
        env={**os.environ, **given, "HUBSPOT_APP_ID": "1001", "PYTHONPATH": str(folder)},
        capture_output=True, text=True, check=False, timeout=LIMIT, cwd=suite,
    )  # fmt: skip
    assert told.exists(), done.stdout + done.stderr
    cases = ET.parse(told).iter("testcase")  # noqa: S314 - pytest wrote it
    return {
        f"{one.attrib['classname'].rpartition('.')[2]}: {one.attrib['name']}": next(
            (child.attrib["message"] for child in one if child.tag in ("failure", "error")), None
        )
        for one in cases
    }


# -- simple-salesforce -----------------------------------------------------------------------------------------


def run_simple_salesforce(folder: Path) -> Outcomes:
    """Every public method of simple-salesforce, each over a socket."""
    file = folder / "file.txt"
    file.write_text("A file.", encoding="utf-8")
    sandboxes = Sandboxes(world.load())
    number = {"fullName": "Lead.Number__c", "type": "string", "externalId": True, "unique": True}
    records.add(sandboxes.default, "salesforce/customField", number)
    told: Outcomes = {}
    with (
        Server(Gateway(sandboxes)) as server,
        leading.session(server.url) as session,
        pytest.MonkeyPatch.context() as at,
    ):
        for module in (bulk, bulk2):  # what the client waits between two looks at a job
            at.setattr(module, "sleep", lambda _: None)
        for name, called in METHODS.items():
            sf = Salesforce(instance_url=server.url, session_id="sandbox-salesforce-session", session=session)
            try:
                told[name] = None if called(sf, str(file)) else "it answered something else"
            except Exception as error:  # noqa: BLE001 - whatever the client raises is why it failed
                told[name] = f"{type(error).__name__}: {error}"
    return told


SUITES: Final[dict[str, Suite]] = {
    "jsforce": Suite(
        "jsforce 3.10.16",
        "its own tests that ask an organisation (MIT)",
        run_jsforce,
        {
            "connection-crud: upsert multiple records: should upsert 5 records on API >= 46 with allOrNone=true": (
                "rows that are refused do not say whether they would have been created"
            ),
            "connection-meta: recent records: should get recently": "recent records are those changed last, not viewed",
            "analytics": "reports and dashboards are left out",
            "apex": "calls classes of Apex, which nothing here runs",
            "chatter": "Chatter is left out",
            "metadata": "the metadata API is left out",
            "oauth2: web server flow": "needs a person at Salesforce's page of log-in",
            "connection-session: oauth2 refresh": "needs a person at Salesforce's page of log-in",
            "process": "approval processes and workflow rules are left out",
            "quick-action": "quick actions are left out",
            "soap: convert and merge": "reads a field's metadata first: the metadata API is left out",
            "soap: undelete": "of SOAP only login and logout are served",
            "soap: should describe tabs": "of SOAP only login and logout are served",
            "streaming": "the streaming API is left out",
            "tooling": "the tooling API is left out",
        },
    ),
    "simple-salesforce": Suite(
        "simple-salesforce 1.12.10",
        "every public method of its classes, once each (our calls)",
        run_simple_salesforce,
        {
            "Salesforce.set_password": "the password of the sandbox's user stays as it is",
            "Salesforce.toolingexecute": "the tooling API is left out",
            "Salesforce.apexecute": "calls classes of Apex, which nothing here runs",
            "Salesforce.deploy": "the metadata API is left out",
            "Salesforce.checkDeployStatus": "the metadata API is left out",
            "Salesforce.mdapi": "the metadata API is left out",
            "SFType.upload_base64": "blobs are left out",
            "SFType.update_base64": "blobs are left out",
            "SFType.get_base64": "blobs are left out",
        },
    ),
    "hubspot-api-client": Suite(
        "hubspot-api-client 12.0.0",
        "HubSpot's own integration tests (Apache-2.0), a sandbox for each",
        run_hubspot,
        {
            "test_hub_db": "HubDB, of the CMS, is left out",
            "test_webhooks": "the settings of an app's webhooks are left out",
        },
    ),
    "@hubspot/api-client": Suite(
        "@hubspot/api-client 13.5.0 and 14.0.1",
        "every method, in both (our calls)",
        node_clients.run_hubspot_node,
        {
            "crm.associations.v4.reportApi": "the report of who nears a limit of associations is left out",
            "crm.associations.v4.schema": "labels of one's own are left out",
            "crm.pipelines": "pipelines are read, not changed, and have no history",
            "crm.timeline.eventsApi.createBatch": (
                "is answered by 204, as is documented, which this client does not read: it expects 200, 201 or 207"
            ),
            "crm.exports": "exports are left out",
            "crm.extensions": "extensions of HubSpot's pages are left out",
            "crm.imports": "imports are left out",
            "crm.lists": "lists are left out",
            "crm.schemas": "objects of one's own are left out",
            "crm": "the types of objects are contacts, companies, deals and tasks",
            "events.eventsApi": "events that were sent are not read back",
            "automation": "actions of workflows are left out",
            "cms": "the CMS is left out",
            "communicationPreferences": "subscriptions are left out",
            "conversations": "conversations are left out",
            "files": "files are left out",
            "marketing": "marketing e-mails, events and forms are left out",
            "settings": "users, teams and business units are left out",
            "webhooks": "the settings of an app's webhooks are left out",
        },
    ),
    "node-marketo-rest": Suite(
        "node-marketo-rest 0.7.8",
        "its own tests that ask an instance (Apache-2.0)",
        run_marketo,
        {
            "Activities": "expects an activity type that a sandbox does not have",
            "Lists #find finds a list by id": "asks for the list 1 and expects the list 1001, as was once recorded",
            "Lists #byId": "asks for an object in place of an id, as was once recorded",
            "SmartLists": "smart lists are left out",
        },
    ),
    "marketorestpython": Suite(
        "marketorestpython 0.5.25",
        "every method that its `execute` knows (our calls)",
        run_marketorestpython,
        {
            "*email": "e-mails and their templates are left out",
            "*landing_page": "landing pages and their templates are left out",
            "*snippet": "snippets are left out",
            "*segment": "segmentations are left out",
            "*smart_list": "smart lists are left out",
            "*smart_campaign": "campaigns are listed, requested and scheduled; smart campaigns as assets are left out",
            "*form": "forms are left out",
            "*thank_you_page": "forms are left out",
            "*program": "programs and their members are left out",
            "*channel": "programs and their members are left out",
            "*tag": "programs and their members are left out",
            "*folder": "of folders only the search by name is served",
            "*token": "tokens of folders are left out",
            "*custom_object": "custom objects are left out",
            "*custom_activity_type": "types of activities are read, not changed",
            "*opportunit": "opportunities are left out",
            "*compan": "companies are left out",
            "*sales_person": "sales persons are left out",
            "*named_account": "named accounts are left out",
            "*file": "files are left out",
        },
    ),
    "oktopost": Suite(
        "oktopost 1.0.2",
        "every method of its resources (our calls)",
        node_clients.run_oktopost,
        {
            "account.conversionTags": "conversion tags are left out",
            "account.notifications": "notifications are left out",
            "advocacy": "of advocacy only the boards are served",
            "analytics": "analytics and exports are left out",
            "approvals": "approvals are left out",
            "inbox": "the inbox is left out",
            "publishing": "campaigns, posts, media and the calendar are left out",
            "streams": "streams are left out",
        },
    ),
    "@cobaltio/cobalt-js": Suite(
        "@cobaltio/cobalt-js 9.2.0", "every method (our calls)", node_clients.run_refold_browser, {}
    ),
    "@cobaltio/react-cobalt-js": Suite(
        "@cobaltio/react-cobalt-js 1.0.0-beta.19", "its components in a page, step by step (our steps)", run_react, {}
    ),
    "@cobaltio/cobalt": Suite("@cobaltio/cobalt 1.3.0", "every method (our calls)", node_clients.run_refold_node, {}),
}

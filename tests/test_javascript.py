"""The package for JavaScript: generated, compiled and packed; its documents and its example projects are run."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import CHROMIUM, REQUIRED
from tests.npm import NEEDED, NPM, install, run

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "packages" / "javascript"
COMMAND = f"{sys.executable} -m mockserver"
BLOCKS = re.findall(r"```ts\n(.*?)```", (ROOT / "docs" / "javascript.md").read_text(encoding="utf-8"), re.DOTALL)

pytestmark = [pytest.mark.xdist_group("javascript"), NEEDED]


def of_examples() -> str:
    """All that the example projects say."""
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "examples").glob("*/*.ts"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built, with the examples and the blocks of the page beside it as if they had it installed."""
    folder = install(PACKAGE, tmp_path_factory)
    run([NPM or "npm", "run", "--silent", "build"], folder)
    (folder / "node_modules" / "mockserver-sandbox").symlink_to(folder)
    for name in ("vitest", "jest", "playwright"):
        shutil.copytree(ROOT / "examples" / name, folder / "examples" / name)
    shutil.copytree(Path(__file__).parent / "javascript", folder / "tests")
    (folder / "docs").mkdir()
    examples = of_examples()
    program = "\n".join(block for block in BLOCKS if block not in examples)
    (folder / "docs" / "page.ts").write_text(program, encoding="utf-8")
    return folder


def test_what_is_generated_is_that_of_the_servers_schemas(project: Path) -> None:
    generated = project / "src" / "generated.ts"
    committed = generated.read_text(encoding="utf-8")
    run([NPM or "npm", "run", "--silent", "generate"], project, PYTHON=sys.executable)
    assert generated.read_text(encoding="utf-8") == committed, "make javascript"


def test_the_page_the_examples_and_what_is_wrong_compile_and_the_page_runs(project: Path) -> None:
    run(["node_modules/.bin/tsc", "--project", "tests"], project)
    failures = run(["node", "built/docs/page.js"], project, MOCKSERVER_COMMAND=COMMAND)
    assert failures == ""


def test_the_package_has_both_kinds_of_modules_with_types_and_nothing_to_install(project: Path) -> None:
    [packed] = json.loads(run([NPM or "npm", "pack", "--dry-run", "--json", "--ignore-scripts"], project))
    names = {file["path"] for file in packed["files"]}
    described = json.loads((project / "package.json").read_text(encoding="utf-8"))
    exported = set(re.findall(r'"\./(dist/[^"*]+)"', json.dumps(described["exports"])))
    assert "dependencies" not in described
    assert exported <= names
    assert {name.partition("/")[0] for name in names} == {"README.md", "package.json", "dist"}
    loaded = run(["node", "--eval", "console.log(typeof require('mockserver-sandbox').start)"], project)
    assert loaded == "function\n"


def test_the_blocks_of_the_packages_own_page_are_among_those_that_run() -> None:
    own = re.findall(r"```ts\n(.*?)```", (PACKAGE / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert own
    assert [block for block in own if block not in "".join(BLOCKS)] == []


FOUND = {
    "mockserver": f'exec {COMMAND} "$@"',
    "uvx": f'shift; exec {COMMAND} "$@"',
    "pipx": f'shift 2; exec {COMMAND} "$@"',
    "docker": f"""\
MOCKSERVER_TOKEN="${{4#*=}}"; port="${{6#127.0.0.1:}}"; export MOCKSERVER_TOKEN
exec {COMMAND} serve --port "${{port%:4010}}"
""",
}


def started(project: Path, path: str, **environment: str) -> Any:
    program = shutil.which("node") or "node"
    return json.loads(run([program, "tests/starting.mjs"], project, PATH=path, **environment))


@pytest.mark.parametrize("name", FOUND)
def test_a_server_is_found_started_and_stopped(project: Path, tmp_path: Path, name: str) -> None:
    script = tmp_path / name
    script.write_text(f"#!/bin/sh\n{FOUND[name]}\n", encoding="utf-8")
    script.chmod(0o755)
    assert started(project, str(tmp_path), MOCKSERVER_COMMAND="") == {"status": 200, "gone": True}


def test_what_cannot_start_says_why(project: Path, tmp_path: Path) -> None:
    nothing = started(project, str(tmp_path), MOCKSERVER_COMMAND="")
    assert nothing["error"].startswith("mockserver is not installed: set MOCKSERVER_COMMAND")
    wrong = started(project, os.environ["PATH"], MOCKSERVER_COMMAND=f"{COMMAND} --nonsense")
    assert "ended before it was ready" in wrong["error"]
    assert "--nonsense" in wrong["error"].splitlines()[-1]


@pytest.mark.parametrize(("name", "arguments"), [("vitest", ["run"]), ("jest", ["--ci"])])
def test_the_examples_of_test_runners_pass(project: Path, name: str, arguments: list[str]) -> None:
    run([f"../../node_modules/.bin/{name}", *arguments], project / "examples" / name, MOCKSERVER_COMMAND=COMMAND)


@pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason="no chromium on this machine")
def test_the_example_of_playwright_passes_and_a_broken_contract_is_judged(project: Path) -> None:
    folder = project / "examples" / "playwright"
    shutil.copy(project / "tests" / "verdict.spec.ts", folder / "verdict.spec.ts")
    report = folder / "report.json"
    run(
        ["sh", "-c", f"../../node_modules/.bin/playwright test --reporter json; test $? = 1 && test -s {report.name}"],
        folder,
        MOCKSERVER_COMMAND=COMMAND,
        CHROMIUM=CHROMIUM or "",
        PLAYWRIGHT_JSON_OUTPUT_NAME=report.name,
    )
    seen = dict(_results(json.loads(report.read_text(encoding="utf-8"))))
    judged = seen.pop("is judged at its end")
    assert {result["status"] for result in seen.values()} == {"passed"}
    assert len(seen) == 4
    assert judged["status"] == "failed"
    assert "call 1: oktopost/salesforce/lead.getById was answered 400 missing-field" in judged["error"]["message"]
    assert "mockserver-journal.json" in [attachment["name"] for attachment in judged["attachments"]]


def _results(node: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Each test's title with what it came to."""
    own = [(spec["title"], spec["tests"][0]["results"][0]) for spec in node.get("specs", ())]
    return own + [found for suite in node.get("suites", ()) for found in _results(suite)]

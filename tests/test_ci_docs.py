"""The page on continuous integration, the GitHub action and the container files: what they say is run here."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.engine import NEEDED, running
from tests.planted.servers import ENVIRONMENT

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
HAPROXY = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
PROGRAMS = Path(sys.executable).parent
"""Where this environment's commands are: the page's reader has installed them."""

pytestmark = pytest.mark.xdist_group("packaging")

_BLOCK = re.compile(
    r"```sh\n(?P<commands>.*?)```\n(?:\n```text\n(?P<output>.*?)```\n)?(?:\nExit code (?P<code>\d))?", re.DOTALL
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def bash(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a person or a pipeline with this project installed would."""
    inherited = {name: value for name, value in os.environ.items() if name not in (*ENVIRONMENT, "GITHUB_STEP_SUMMARY")}
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**inherited, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


# -- the page --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_commands_of_the_page_do_what_it_says(tmp_path: Path) -> None:
    """In the page's order, in one shell: outputs and exit codes are those of the page."""
    blocks = list(_BLOCK.finditer(PAGE))
    script = "trap 'kill $(jobs -p) 2>/dev/null' EXIT\n"
    for number, block in enumerate(blocks):
        commands = block["commands"].replace("pip install '.[ci]'\n", "")
        script += f"{{ {commands}\n}} > out.{number}\necho $? > code.{number}\n"
    for port in ("4010", "4011"):
        script = script.replace(port, str(free_port()))
    done = bash(script, tmp_path)
    codes = [int((tmp_path / f"code.{number}").read_text()) for number in range(len(blocks))]
    assert codes == [int(block["code"] or 0) for block in blocks], done.stderr
    for number, block in enumerate(blocks):
        if block["output"]:
            shown = re.escape(block["output"]).replace("…", r"\d+")
            assert re.fullmatch(shown, (tmp_path / f"out.{number}").read_text())


WORKFLOW, ARGUMENTS, JOB = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
"""The pipelines of the page, as text."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout of a project that has recorded its client."""
    recordings = tmp_path / "tests" / "recordings"
    recordings.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "samples" / "playwright.har", recordings / "calls.har")
    return tmp_path


def act(step: dict[str, Any], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the composite action as a runner does, but for the installation, which is this environment."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    (folder / "mockserver").mkdir(exist_ok=True)
    (folder / "mockserver" / "bin").symlink_to(PROGRAMS)
    inputs = {name: value.get("default") for name, value in action["inputs"].items()} | step["with"]
    last = action["runs"]["steps"][-1]
    given = {name: inputs[value[len("${{ inputs.") : -len(" }}")]] for name, value in last["env"].items()}
    return bash(f"set -eo pipefail\n{last['run']}", folder, RUNNER_TEMP=str(folder), **given, **environment)


def test_the_github_workflow_of_the_page_reports_what_is_broken(project: Path) -> None:
    """Its first job: the action on a recording; both reports are there, and the summary is appended."""
    workflow = yaml.safe_load(WORKFLOW)
    (step,) = [step for step in workflow["jobs"]["client"]["steps"] if "mockserver" in step["uses"]]
    done = act(step, project, GITHUB_STEP_SUMMARY=str(project / "summary.md"))
    assert done.returncode == 1, done.stderr
    assert "payload.leadIds[2]: expected integer" in done.stdout
    assert json.loads((project / "mockserver.sarif").read_text())["version"] == "2.1.0"
    assert (project / "mockserver.xml").read_text().count("<failure") == 2
    assert (project / "summary.md").read_text().startswith("### ❌ mockserver check tests/recordings/calls.har")


def test_the_arguments_of_the_action_are_read_as_a_shell_reads_them(project: Path) -> None:
    """Over several lines, with comments, quotes and blanks, and nothing that a shell would run or expand."""
    recording = project / "my calls $(touch ran) *.har"
    shutil.copy(ROOT / "tests" / "samples" / "firefox.har", recording)
    arguments = f"""check  # what was recorded by hand
      '{recording.name}'
      --integration 014000000000003=hubspot
      --evidence "public" --quiet"""
    done = act({"with": {"arguments": arguments, "sarif": ""}}, project)
    assert done.returncode == 1, done.stderr
    assert f"mockserver check {recording.name}: " in done.stdout
    assert ((project / "mockserver.xml").exists(), (project / "mockserver.sarif").exists()) == (True, False)
    assert not (project / "ran").exists()


def test_the_arguments_of_the_page_are_those_of_a_shell(project: Path) -> None:
    shutil.copy(
        ROOT / "tests" / "samples" / "firefox.har", project / "tests" / "recordings" / "what the client sends.har"
    )
    done = act(yaml.safe_load(ARGUMENTS), project)
    assert "mockserver check tests/recordings/what the client sends.har: 6 kept, 0 broken" in done.stdout


def test_arguments_that_no_shell_could_read_are_told(project: Path) -> None:
    done = act({"with": {"arguments": "check 'calls.har"}}, project)
    assert done.returncode == 1
    assert done.stderr == "::error title=mockserver::the input arguments cannot be read: No closing quotation\n"


def test_the_nightly_job_of_the_page_verifies_the_real_server(tmp_path: Path) -> None:
    """Another server stands for the real one, and nothing waits between two calls."""
    job = yaml.safe_load(WORKFLOW)["jobs"]["server"]
    (step,) = job["steps"]
    assert set(job["env"]) <= set(ENVIRONMENT)
    with Server(Gateway(Sandboxes(world.load()))) as server:
        asked = step["with"]["arguments"].replace("https://api.oktopost.com", server.url).replace("1.1", "0")
        given = {name: ENVIRONMENT[name] for name in job["env"]}
        done = act({"with": {"arguments": asked}}, tmp_path, **given)
    assert done.returncode == 0, done.stdout
    assert "kept      O-20" in done.stdout


def test_the_gitlab_job_of_the_page_leaves_its_report(project: Path) -> None:
    job = yaml.safe_load(JOB)["contract"]
    done = bash("set -eo pipefail\n" + "\n".join(job["script"]), project)
    assert done.returncode == 1
    assert (project / job["artifacts"]["reports"]["junit"]).read_text().count("<testcase") == 7


SCHEMAS = {
    "action.yml": ("github-actions", (ROOT / "action.yml").read_text()),
    "the workflow": ("github-workflows", WORKFLOW),
    "the job": ("gitlab-ci", JOB),
    "compose.yaml": ("compose-spec", (ROOT / "compose.yaml").read_text()),
    "dependabot.yml": ("dependabot", (ROOT / ".github" / "dependabot.yml").read_text()),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_pipeline_file_keeps_the_schema_of_its_kind(name: str, tmp_path: Path) -> None:
    kind, content = SCHEMAS[name]
    (tmp_path / "file.yml").write_text(content)
    done = bash(f"check-jsonschema --builtin-schema vendor.{kind} file.yml", tmp_path)
    assert done.returncode == 0, done.stdout


def test_every_variable_of_verify_is_in_its_help(tmp_path: Path) -> None:
    done = bash("mockserver verify --help", tmp_path)
    assert [name for name in ENVIRONMENT if name not in done.stdout] == []


# -- what others make, and which of it is used -----------------------------------------------------------------


def test_actions_and_the_base_image_are_pinned_by_digest() -> None:
    """All but the page's own action, of which its reader has a copy."""
    used = re.findall(r"uses: (\S+)", (ROOT / "action.yml").read_text() + PAGE)
    others = [name for name in used if not name.startswith("your-organisation/")]
    assert len(others) >= 3
    assert [name for name in others if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name)] == []
    images = [value.split()[0] for name, value in instructions() if name == "FROM"]
    assert [image for image in images if not re.fullmatch(r"\S+:\S+@sha256:[0-9a-f]{64}", image)] == []


def test_every_dependency_is_locked_by_hash_and_wherever_it_comes_from() -> None:
    """`make lock` renews the file."""
    lock = (ROOT / ".ci" / "requirements.txt").read_text()
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+)[^\n]*\\\n    --hash=sha256:", lock, re.MULTILINE))
    assert len(pinned) == len(re.findall(r"^\w", lock, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [Requirement(text) for texts in (project["dependencies"], *project["optional-dependencies"].values())
             for text in texts]  # fmt: skip
    named = {canonicalize_name(name): version for name, version in pinned.items()}
    unmet = [
        str(asked_for)
        for asked_for in asked
        if asked_for.name != "mockserver"
        and not asked_for.specifier.contains(named.get(canonicalize_name(asked_for.name), "0"))
    ]
    assert unmet == []
    assert not re.search(r"https?:|--(extra-)?index|--find-links", lock)


# -- containers ------------------------------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, with continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2].strip()) for line in lines]


def test_the_linter_of_dockerfiles_finds_nothing(tmp_path: Path) -> None:
    done = bash(f"hadolint --failure-threshold style {ROOT / 'Dockerfile'}", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_does_not_run_as_root() -> None:
    last_stage = instructions()[[name for name, _ in instructions()].index("FROM", 1) :]
    (user,) = [value for name, value in last_stage if name == "USER"]
    assert int(user) > 0


def test_what_the_image_copies_is_enough_to_build_the_package(tmp_path: Path) -> None:
    """The files that pass .dockerignore and are named by COPY, and no others."""
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for sources in [value.split()[:-1] for name, value in instructions() if name == "COPY" and "--from" not in value]:
        for source in sources:
            assert source in allowed
            whole = ROOT / source
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(whole, tmp_path / source, ignore=ignored) if whole.is_dir() else shutil.copy(
                whole, tmp_path
            )
    done = bash("python -m build --wheel --no-isolation --outdir out .", tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").iterdir())) == 1


@pytest.fixture(params=["Dockerfile", "compose.yaml"])
def container(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    """The command of a container, on this machine; answers the port it listens on instead of 4010."""
    told = dict(instructions())
    command = json.loads(told["CMD"])
    if request.param == "compose.yaml":
        command = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["mockserver"]["command"]
    port, ready = free_port(), tmp_path / "ready.json"
    words = [str(port) if word == "4010" else word for word in command]
    program = [PROGRAMS / json.loads(told["ENTRYPOINT"])[0], *words, "--ready-file", ready]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        while "Ctrl-C stops it" not in running.stdout.readline():
            assert running.poll() is None
        yield port
        running.terminate()


def test_the_command_of_a_container_serves_and_its_health_check_passes(container: int, tmp_path: Path) -> None:
    check = dict(instructions())["HEALTHCHECK"].partition("CMD ")[2].replace("4010", str(container))
    program, *rest = json.loads(check)
    done = subprocess.run([PROGRAMS / program, *rest], check=False)
    assert done.returncode == 0
    reply = requests.get(f"http://127.0.0.1:{container}/v2/integration", timeout=30)
    assert reply.status_code == 401


def test_another_container_reaches_the_composed_one_by_its_name() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    (name,) = (name for name, service in services.items() if "profiles" not in service)
    assert services[name]["command"][-2:] == ["--allow-host", name]


def test_other_containers_reach_the_replicas_by_the_name_of_the_balancer() -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text())
    shared = {name: service for name, service in composed["services"].items() if "profiles" in service}
    command = shared["replica"]["command"]
    given = dict(zip(command[1::2], command[2::2], strict=True))
    assert given["--allow-host"] in shared
    assert given["--store"].partition("//")[2].partition(":")[0] in shared
    balancing = composed["configs"]["balancer.cfg"]["content"]
    assert f"replica {shared['replica']['deploy']['replicas']} replica:{given['--port']}" in balancing


@NEEDED
def test_the_command_of_a_replica_serves_from_an_engine_with_the_command_of_its_own(tmp_path: Path) -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    _, *options = services["valkey"]["command"]
    with running(*options) as engine:
        with engine.client() as known:
            kept = known.config_get("appendonly"), known.config_get("maxmemory-policy")
        assert kept == ({"appendonly": "yes"}, {"maxmemory-policy": "noeviction"})
        port = free_port()
        changed = {"4010": str(port), "redis://valkey:6379/0": engine.url}
        words = [changed.get(word, word) for word in services["replica"]["command"]]
        assert len(words) - len(set(words) & set(services["replica"]["command"])) == len(changed)
        program = [PROGRAMS / json.loads(dict(instructions())["ENTRYPOINT"])[0], *words]
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            while "Ctrl-C stops it" not in process.stdout.readline():
                assert process.poll() is None
            reply = requests.get(f"http://127.0.0.1:{port}/__mock__/health", headers={"host": "balancer"}, timeout=30)
            process.terminate()
        assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


@pytest.mark.skipif(HAPROXY is None and not os.environ.get("REQUIRE_REDIS"), reason="haproxy is not installed")
def test_the_balancer_understands_what_it_is_told(tmp_path: Path) -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services, (config,) = composed["services"], composed["configs"].items()
    name, told = config
    assert services["balancer"]["configs"] == [name]
    program, *options = services["balancer"]["command"]
    (tmp_path / name).write_text(told["content"])
    words = [option.replace(f"/{name}", f"{tmp_path}/{name}") for option in options]
    done = subprocess.run([HAPROXY or program, "-c", *words], capture_output=True, text=True, check=False)
    assert (done.returncode, "valid" in done.stdout + done.stderr) == (0, True), done.stderr
    assert {volume.partition(":")[0] for volume in services["valkey"]["volumes"]} == composed["volumes"].keys()
    for service in services.values():
        assert set(service.get("depends_on", ())) <= services.keys()
    assert "healthcheck" in services["valkey"], "a replica waits for it"

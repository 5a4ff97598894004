"""What an application's tests write is checked by mypy and by pyright: the mistakes of an example, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import mockserver
from mockserver import testing
from tests import npm

FOLDER = Path(__file__).parent / "typed"
EXAMPLE = FOLDER / "example.py"
MISTAKES = [
    number
    for number, line in enumerate(EXAMPLE.read_text(encoding="utf-8").splitlines(), start=1)
    if line.endswith("# error")
]


def test_mypy_finds_the_mistakes(cache: pytest.Cache, tmp_path: Path) -> None:
    copy = Path(shutil.copy(EXAMPLE, tmp_path))
    options = ("--strict", "--config-file=", f"--cache-dir={cache.mkdir('mypy')}")
    command = [sys.executable, "-m", "mypy", str(copy), *options]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert [int(number) for number in re.findall(r":(\d+): error:", told)] == MISTAKES


@npm.NEEDED
def test_pyright_finds_the_mistakes(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = npm.install(FOLDER, tmp_path_factory)
    command = ["node", "node_modules/pyright/index.js", "--outputjson", "--pythonpath", sys.executable, "example.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=npm.LIMIT)
    found = json.loads(done.stdout)["generalDiagnostics"]
    assert [one["range"]["start"]["line"] + 1 for one in found if one["severity"] == "error"] == MISTAKES


def test_what_there_is_can_be_listed_and_is_there() -> None:
    for module in mockserver, testing:
        names = [name for name in dir(module) if not name.startswith("__")]
        assert names
        assert all(getattr(module, name) is not None for name in names)

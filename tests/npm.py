"""Programs of npm in a test: a folder's locked packages, installed beside a copy of its sources."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

NPM = shutil.which("npm")
NEEDED = pytest.mark.skipif(NPM is None and not os.environ.get("REQUIRE_NPM"), reason="npm is not installed")
LIMIT = 240  # seconds, after which a program hangs


def run(command: list[str], folder: Path, **environment: str) -> str:
    """The output of a program in a folder; its complaints when it fails."""
    given = {**os.environ, **environment}
    done = subprocess.run(
        command, cwd=folder, env=given, capture_output=True, text=True, check=False, encoding="utf-8", timeout=LIMIT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def install(sources: Path, temporary: pytest.TempPathFactory) -> Path:
    """A copy of a folder of sources, with the packages that its lock file names."""
    return install_into(temporary.mktemp(sources.parent.name) / "project", sources)


def install_into(folder: Path, sources: Path) -> Path:
    """The same in a folder that is not there yet."""
    shutil.copytree(sources, folder, ignore=shutil.ignore_patterns("node_modules"))
    run([NPM or "npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"], folder)
    return folder

"""The examples of docs/salesforce.md do what the page says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from simple_salesforce.api import Salesforce

from mockserver.testing import Mockserver

PAGE = (Path(__file__).parents[2] / "docs" / "salesforce.md").read_text(encoding="utf-8")
INTERCEPTED, TESTED, DECLARED = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.contract("S-01", "S-08", "S-42")
@pytest.mark.parametrize("code", [INTERCEPTED, DECLARED], ids=["intercepted", "declared"])
def test_the_intercepted_client_runs_as_written(tmp_path: Path, code: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.contract("S-03", "S-08")
def test_the_test_with_the_fixture_passes_as_written(tmp_path: Path) -> None:
    (tmp_path / "test_page.py").write_text(TESTED, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.contract("S-01")
def test_the_fixtures_session_takes_a_log_in_too(mockserver: Mockserver) -> None:
    names = mockserver.salesforce
    with names.session() as session:
        sf: Any = Salesforce(
            username=names.username, password=names.password, security_token=names.security_token, session=session
        )
        assert sf.sf_instance == "sandbox.my.salesforce.com"
        assert sf.query("SELECT COUNT() FROM Lead")["totalSize"] > 0

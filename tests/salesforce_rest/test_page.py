"""The examples of docs/salesforce.md do what the page says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.salesforce_rest.conftest import Rest

PAGE = (Path(__file__).parents[2] / "docs" / "salesforce.md").read_text(encoding="utf-8")
INTERCEPTED, LED, DECLARED = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.contract("S-01", "S-08", "S-42")
@pytest.mark.parametrize("code", [INTERCEPTED, DECLARED], ids=["intercepted", "declared"])
def test_the_intercepted_client_runs_as_written(tmp_path: Path, code: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.contract("S-01")
def test_the_led_session_reaches_a_server_elsewhere(rest: Rest) -> None:
    from simple_salesforce.api import Salesforce

    names: dict[str, Any] = {}
    exec(LED.replace("http://127.0.0.1:4010", rest.url), names)  # noqa: S102 - the page's own code
    with names["session"] as session:
        session.trust_env = False
        sf: Any = Salesforce(
            username=rest.names["username"],
            password=rest.names["password"],
            security_token=rest.names["security_token"],
            session=session,
        )
        assert sf.query("SELECT COUNT() FROM Lead")["totalSize"] > 0

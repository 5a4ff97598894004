"""The code of docs/hubspot.md does what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server

PAGE = Path(__file__).parent.parent.parent / "docs" / "hubspot.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("code", BLOCKS, ids=range(len(BLOCKS)))
def test_the_code_of_the_page_runs(server: Server, sandbox: Sandbox, code: str) -> None:
    code = code.replace("http://127.0.0.1:4010", server.url).replace("pat-na1-sandbox", sandbox.key("pat-na1-sandbox"))
    exec(compile(code, PAGE.name, "exec"), {})  # noqa: S102 - the page's own code


def test_the_page_has_code() -> None:
    assert len(BLOCKS) == 2

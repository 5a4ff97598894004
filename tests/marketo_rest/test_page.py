"""The examples of docs/marketo.md do what the page says."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parent.parent.parent / "docs" / "marketo.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.contract("M-01", "M-07", "M-17")
def test_the_examples_pass(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(EXAMPLES[0])
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "mockserver.testing.pytest_plugin")
    assert len(EXAMPLES) == 1
    result.assert_outcomes(passed=EXAMPLES[0].count("def test_"))

"""Contract coverage in a pytest run: counting in every process, adding up and telling in the first."""

from __future__ import annotations

import pytest

from mockserver.testing import coverage_report, workers
from mockserver.testing.coverage import Coverage, Tally, measure
from mockserver.testing.fixtures import TALLY


def register(config: pytest.Config) -> None:
    """Count from now on; a worker of pytest-xdist hands its count over, and leaves the telling to the first process."""
    tally = config.stash[TALLY] = Tally()
    workers.register(config, "mockserver-coverage", tally.as_json, tally.merge, _Teller(tally))


class _Teller:
    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._coverage: Coverage | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a run that would have passed, when its coverage is too low."""
        config = session.config
        if config.option.collectonly:
            return
        self._coverage = measure(self._tally, config.getini("mockserver_actions"))
        coverage_report.write(self._coverage, config.getoption("contract_coverage") or (), config.invocation_params.dir)
        if session.exitstatus == pytest.ExitCode.OK and self._shortfall(config):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _shortfall(self, config: pytest.Config) -> str | None:
        minimum = config.getoption("contract_coverage_min")
        if minimum is None or self._coverage is None:
            return None
        return coverage_report.shortfall(self._coverage, minimum)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        """Tell what was driven, and what was not."""
        if self._coverage is None:
            return
        forms = config.getoption("contract_coverage") or ()
        terminalreporter.section("contract coverage")
        whole = "term" in forms
        lines = coverage_report.terminal(self._coverage) if whole else [coverage_report.total(self._coverage)]
        for line in lines:
            terminalreporter.write_line(line)
        for form in forms:
            if form in coverage_report.FILES:
                terminalreporter.write_line(f"written to {coverage_report.FILES[form]}")
        shortfall = self._shortfall(config)
        if shortfall:
            terminalreporter.write_line(f"FAIL {shortfall}", red=True, bold=True)

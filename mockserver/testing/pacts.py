"""A pytest run as Pact files: what the tests called, and what they set before, for the verifiers of Pact."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from mockserver.checks.conformance import Conformance
from mockserver.checks.pact_export import LeftOut, Pacts, fresh
from mockserver.checks.recordings import from_journal
from mockserver.control.vendor import integrations
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.testing.watch import PACTS
from mockserver.testing.worlds import Held, Wish
from mockserver.world import fixtures as world

_OUTPUT: Final = "mockserver_pacts"


class Agreement:
    """What the sandboxes of one run agreed on, each from a fresh world on."""

    def __init__(self, consumer: str) -> None:
        sandbox = Sandboxes(world.load()).default
        known = {key: name for kind in integrations() for name, key in kind.named(sandbox.world).items()}
        self.pacts = Pacts(consumer, Conformance(integrations=known, refused=True), sandbox)

    def watch(self, held: Held, wish: Wish) -> None:
        """Remember what is set in a sandbox; one of other people than the shipped ones is no state of any provider."""
        if wish.seed is None and not wish.populate:
            held.settings_made = []

    def take(self, held: Held) -> None:
        """Add the calls of a sandbox that is about to be dropped, each after what was set before it."""
        if held.settings_made is None:
            return
        waiting, before = list(held.settings_made), [fresh()]
        for entry in held.journal(0):
            while waiting and waiting[0][0] < entry["number"]:
                before.append(waiting.pop(0)[1])
            try:
                self.pacts.add(from_journal(entry), before)
                before = []
            except LeftOut:
                continue


def register(config: pytest.Config, folder: str, consumer: str) -> None:
    """Collect from now on; a worker of pytest-xdist hands its interactions over, and the first process writes them."""
    agreement = config.stash[PACTS] = Agreement(consumer)
    is_worker = hasattr(config, "workeroutput")
    plugin = _Worker(agreement) if is_worker else _Writer(agreement, config.invocation_params.dir / folder)
    config.pluginmanager.register(plugin, "mockserver-pacts")


class _Worker:
    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output: dict[str, Any] = session.config.workeroutput  # type: ignore[attr-defined] # xdist gives it to workers
        output[_OUTPUT] = self._agreement.pacts.interactions


class _Writer:
    def __init__(self, agreement: Agreement, folder: Path) -> None:
        self._pacts = agreement.pacts
        self._folder = folder
        self._written: list[Path] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker is done (or died, and then has nothing to say)."""
        self._pacts.extend(getattr(node, "workeroutput", {}).get(_OUTPUT, {}))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not session.config.option.collectonly:
            self._written = self._pacts.write(self._folder)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell which files there are."""
        for path in self._written:
            terminalreporter.write_line(f"written to {path}")

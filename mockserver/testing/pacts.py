"""A pytest run as Pact files: what the tests called, and what they set before, for the verifiers of Pact."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.checks.conformance import Conformance
from mockserver.checks.pact_export import LeftOut, Pacts, fresh
from mockserver.checks.recordings import from_journal
from mockserver.control.vendor import integrations
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.testing import workers
from mockserver.testing.watch import PACTS
from mockserver.testing.worlds import Held, Wish
from mockserver.world import fixtures as world


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
    pacts = agreement.pacts
    writer = _Writer(pacts, config.invocation_params.dir / folder)
    workers.register(config, "mockserver-pacts", lambda: pacts.interactions, pacts.extend, writer)


class _Writer:
    def __init__(self, pacts: Pacts, folder: Path) -> None:
        self._pacts = pacts
        self._folder = folder
        self._written: list[Path] = []

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not session.config.option.collectonly:
            self._written = self._pacts.write(self._folder)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell which files there are."""
        for path in self._written:
            terminalreporter.write_line(f"written to {path}")

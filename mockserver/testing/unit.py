"""The sandbox and its judgement for tests of the standard library's ``unittest``, whatever runs them."""

from __future__ import annotations

import unittest
from collections.abc import Sequence
from typing import ClassVar

from mockserver.testing import reports
from mockserver.testing.calls import check_outcomes
from mockserver.testing.ledger import History, Ledger
from mockserver.testing.protocol import Mockserver
from mockserver.testing.session import Session
from mockserver.testing.sources import open_source
from mockserver.testing.words import OtherHosts, Outcome, StrictMode
from mockserver.testing.worlds import Source, Wish

_MEANT = "A test that means it says so: expect = {0}"


class SandboxTestCase(unittest.TestCase):
    """Each test has a sandbox, ``self.mockserver``, and fails when a call of it broke the contract.

    ``expect``: the outcomes of broken requests that the tests of a class mean; ``other_hosts``: ``pass`` or ``refuse``
    lead calls to the vendors' real hosts to the sandbox, None leaves them alone.
    """

    seed: ClassVar[int | None] = None
    populate: ClassVar[int] = 0
    strict: ClassVar[StrictMode | None] = None
    expect: ClassVar[Sequence[Outcome]] = ()
    other_hosts: ClassVar[OtherHosts | None] = None

    mockserver: Mockserver
    _source: ClassVar[Source]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        check_outcomes(cls.expect)
        cls._source = cls.enterClassContext(open_source(None))

    def setUp(self) -> None:
        """Make the sandbox; a class with a ``setUp`` of its own calls this one first."""
        super().setUp()
        settings = {} if self.strict is None else {"strict": self.strict}
        held = self._source.create(Wish(self.id(), self.seed, self.populate, settings))
        session = self.enterContext(Session(held))  # type: ignore[abstract] # its attributes for vendors are looked up
        self.mockserver = session
        transport = self._source.transport
        self.addCleanup(transport.lend, transport.lend(session.id))
        strangers = Ledger(self._source.strangers, claimed=False) if self._source.strangers else None
        if strangers is not None:
            strangers.fresh()
        self.addCleanup(self._judge, session, strangers)
        if self.other_hosts is not None:
            self.enterContext(session.intercept(other_hosts=self.other_hosts))

    def _judge(self, session: Session, strangers: Ledger | None) -> None:
        calls = session.fresh() + (strangers.fresh() if strangers is not None else History(()))
        report = reports.broken(calls, self.expect, meant=_MEANT)
        if report:
            self.fail(report)

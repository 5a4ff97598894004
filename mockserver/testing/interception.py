"""The vendors' real host names without a network, for tests of any kind: a context with a sandbox behind them."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType

from mockserver.testing.interceptors.routed import routed
from mockserver.testing.protocol import Mockserver
from mockserver.testing.session import Session
from mockserver.testing.sources import open_source
from mockserver.testing.words import OtherHosts
from mockserver.testing.worlds import Wish


class Interception:
    """A context in which the vendors' hosts are a fresh sandbox; for ``with`` and for ``async with``."""

    def __init__(self, url: str | None, other_hosts: str, seed: int | None, populate: int) -> None:
        self._url = url
        self._others = other_hosts
        self._wish = Wish(None, seed, populate)
        self._stack = ExitStack()

    def __enter__(self) -> Mockserver:
        with ExitStack() as stack:
            source = stack.enter_context(open_source(self._url, real_hosts=True))
            session = stack.enter_context(Session(source.create(self._wish)))  # type: ignore[abstract] # its attributes for vendors are looked up
            stack.callback(source.transport.lend, source.transport.lend(session.id))
            stack.enter_context(routed(source.transport, self._others))
            self._stack = stack.pop_all()
        return session

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    async def __aenter__(self) -> Mockserver:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.__exit__(kind, error, trace)


def intercept(
    url: str | None = None, *, other_hosts: OtherHosts = "pass", seed: int | None = None, populate: int = 0
) -> Interception:
    """Lead calls to the vendors' real hosts to a fresh sandbox, while the context lasts::

        with mockserver.intercept() as sandbox:
            requests.get("https://api.vendor.example/things", headers=...)

    ``url``: the server that holds the sandbox (default: this process). ``other_hosts``: ``pass`` or ``refuse``.
    """
    return Interception(url, other_hosts, seed, populate)

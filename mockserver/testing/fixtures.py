"""What the fixtures of the plugin do; loaded when a test first asks for one."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Final

import pytest

from mockserver.testing import environment, places
from mockserver.testing.coverage import Tally
from mockserver.testing.session import Session
from mockserver.testing.sources import open_source
from mockserver.testing.watch import PACTS, Watch, wish_of
from mockserver.testing.worlds import can_listen

WATCH: Final = pytest.StashKey[Watch]()
TALLY: Final = pytest.StashKey[Tally]()
_HELD: Final = pytest.StashKey[ExitStack | Exception]()
_SANDBOX: Final = pytest.StashKey[Session]()


def watch_of(config: pytest.Config) -> Watch:
    """The sandboxes of this run, on the server of this process or the one of ``--mockserver-url``.

    The first who asks begins them. Where that failed once it fails again, in the same words and without another try.
    """
    held = config.stash.get(_HELD, None)
    if held is None:
        held = config.stash[_HELD] = _hold(config)
    if isinstance(held, Exception):
        raise held.with_traceback(None)  # else each test would show those of all before it
    return config.stash[WATCH]


def _hold(config: pytest.Config) -> ExitStack | Exception:
    """Open the server; answers what closes it."""
    with ExitStack() as stack:
        try:
            source = stack.enter_context(open_source(config.getoption("mockserver_url")))
        except (OSError, ValueError) as error:
            return error
        stack.enter_context(places.noted())
        watch = Watch(source, config.stash.get(TALLY, None), config.stash.get(PACTS, None))
        stack.callback(watch.close)
        config.stash[WATCH] = watch
        return stack.pop_all()


def close(config: pytest.Config) -> None:
    """Let go of the server, at the end of the run."""
    held = config.stash.get(_HELD, None)
    if isinstance(held, ExitStack):
        held.close()


class Factory:
    """Makes sandboxes for fixtures of any scope; those left open are dropped with the server."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def __call__(
        self,
        name: str | None = None,
        *,
        seed: int | None = None,
        populate: int = 0,
        strict: str | None = None,
        faults: Sequence[Mapping[str, Any]] = (),
    ) -> Session:
        return self._watch.open(wish_of({"seed": seed, "populate": populate, "strict": strict}, name), faults)


@contextmanager
def sandbox_of(item: pytest.Item, asked: Mapping[str, Any]) -> Iterator[Session]:
    """The sandbox of a test, as its markers ask: of its fixtures the first makes it, and drops it again."""
    made = item.stash.get(_SANDBOX, None)
    if made is not None:
        yield made
        return
    before = set(threading.enumerate())
    with watch_of(item.config).open(wish_of(asked, item.nodeid), asked["faults"], own=True) as session:
        if asked.get("api_key") is not None:
            session.held.rename_key(asked["api_key"])
        item.stash[_SANDBOX] = session
        try:
            yield session
        finally:
            del item.stash[_SANDBOX]
            places.began(item.nodeid, before)


def export(config: pytest.Config, session: Session, patch: pytest.MonkeyPatch) -> dict[str, str]:
    """Set the environment for a sandbox until the test ends."""
    try:
        names = environment.read_names(config.getini("mockserver_env"))
    except ValueError as error:
        raise pytest.UsageError(f"mockserver_env: {error}") from None
    variables = environment.variables(lambda dialect: getattr(session, dialect), names)
    if can_listen():
        variables |= environment.past_proxies(session.held.url, os.environ)
    for name, value in variables.items():
        patch.setenv(name, value)
    return variables


def other_hosts(item: pytest.Item, asked: Mapping[str, Any]) -> str:
    """What interception does with hosts that are not the vendors': ``pass`` or ``refuse``."""
    return str(asked.get("other_hosts") or item.config.getini("mockserver_other_hosts"))

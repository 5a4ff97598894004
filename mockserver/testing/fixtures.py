"""What the fixtures of the plugin do; loaded when a test first asks for one."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pytest

from mockserver.testing import environment, places
from mockserver.testing.coverage import Tally
from mockserver.testing.session import Session
from mockserver.testing.sources import open_source
from mockserver.testing.watch import PACTS, Watch, options, wish_of
from mockserver.testing.worlds import Source, can_listen

WATCH: Final = pytest.StashKey[Watch]()
TALLY: Final = pytest.StashKey[Tally]()


def serve(config: pytest.Config) -> Iterator[Source]:
    """The server of this process, or the one of ``--mockserver-url``, watched while it is there."""
    with open_source(config.getoption("mockserver_url")) as source, places.noted():
        watch = config.stash[WATCH] = Watch(source, config.stash.get(TALLY, None), config.stash.get(PACTS, None))
        yield source
        watch.close()  # it stays in the stash: the last test is judged when its fixtures, and this one, are gone


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


def sandbox_of(item: pytest.Item) -> Iterator[Session]:
    """A sandbox for one test, as its markers ask for it."""
    asked = options(item)
    before = set(threading.enumerate())
    with item.config.stash[WATCH].open(wish_of(asked, item.nodeid), asked["faults"], own=True) as session:
        if asked.get("api_key") is not None:
            session.held.rename_key(asked["api_key"])
        yield session
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


def other_hosts(item: pytest.Item) -> str:
    """What interception does with hosts that are not the vendors': ``pass`` or ``refuse``."""
    return str(options(item).get("other_hosts") or item.config.getini("mockserver_other_hosts"))

"""What the workers of pytest-xdist collect, handed to the first process of a run, which tells of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def register(
    config: pytest.Config, name: str, collected: Callable[[], Any], merge: Callable[[Any], None], teller: object
) -> None:
    """A worker hands over what ``collected`` gives (JSON); elsewhere each worker's is merged, and ``teller`` tells.

    ``teller`` is a plugin, registered under ``name``.
    """
    if hasattr(config, "workeroutput"):
        config.pluginmanager.register(_Worker(name, collected), name)
        return
    config.pluginmanager.register(_Merger(name, merge), f"{name}-workers")
    config.pluginmanager.register(teller, name)


class _Worker:
    def __init__(self, name: str, collected: Callable[[], Any]) -> None:
        self._name = name
        self._collected = collected

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output: dict[str, Any] = session.config.workeroutput  # type: ignore[attr-defined] # xdist gives it to workers
        output[self._name] = self._collected()


class _Merger:
    def __init__(self, name: str, merge: Callable[[Any], None]) -> None:
        self._name = name
        self._merge = merge

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker is done; one that died has nothing to say."""
        output = getattr(node, "workeroutput", {})
        if self._name in output:
            self._merge(output[self._name])

"""A plugin: for each case, the hosts of HubSpot are a fresh sandbox of this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import mockserver


@pytest.fixture(autouse=True)
def _portal() -> Iterator[None]:
    with mockserver.intercept():
        yield

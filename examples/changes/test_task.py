"""What each way of doing the task is worth: a point for every change that was asked for, none when there is another."""

from __future__ import annotations

from typing import Any

import pytest
import task

from mockserver.testing.changes import Changes
from mockserver.testing.protocol import Mockserver

ALLOWED = ["updated oktopost/lead"]
"""Oktopost's own lead follows the one of Salesforce."""


def score(changes: Changes, wanted: dict[str, Any]) -> tuple[int, str]:
    """Points, and what was done besides."""
    try:
        changes.assert_changes(**wanted)
    except AssertionError as error:
        return 0, str(error)
    try:
        changes.assert_only(**wanted, allowed=ALLOWED)
    except AssertionError as error:
        return 0, str(error)
    return 1, ""


@pytest.fixture
def john(mockserver: Mockserver) -> dict[str, Any]:
    """The lead that is meant; another one of the same name is planted beside him."""
    lead = next(one for one in mockserver.records("salesforce/Lead") if one["Name"] == "John Doe")
    mockserver.add_lookalike("salesforce/Lead", lead["Id"])
    return lead


@pytest.fixture
def oktopost(mockserver: Mockserver) -> task.Oktopost:
    access = mockserver.oktopost
    return task.Oktopost(access.base_url, access.auth, access.integrations["salesforce"])


def test_the_careful_way(mockserver: Mockserver, oktopost: task.Oktopost, john: dict[str, Any]) -> None:
    with mockserver.changes() as changes:
        task.by_email(oktopost, john["Email"])
    assert score(changes, {"updated": {"salesforce/Lead": {john["Id"]: {"Phone": task.PHONE}}}}) == (1, "")


def test_the_careless_way(mockserver: Mockserver, oktopost: task.Oktopost, john: dict[str, Any]) -> None:
    with mockserver.changes() as changes:
        task.by_name(oktopost, mockserver.records("salesforce/Lead"))
    points, why = score(changes, {"updated": {"salesforce/Lead": {john["Id"]: {"Phone": task.PHONE}}}})
    assert points == 0
    assert f"expected updated salesforce/Lead {john['Id']}" in why

"""A Salesforce org of a test: a store with a frozen clock, and one verb for the actions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mockserver.core import contracts
from mockserver.core.clock import Clock
from mockserver.core.errors import CrmError
from mockserver.core.store import Record, State, Store, TableSpec
from mockserver.crm.salesforce import actions as salesforce
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.dialects.oktopost.actions import ACTIONS

START = datetime(2026, 1, 1, tzinfo=UTC)
MIDNIGHT = "2026-01-01T00:00:00.000+0000"
LATER = "2026-01-01T01:00:00.000+0000"
USER = numbered_id("005", 1)
AUDIT = {
    "OwnerId": USER,
    "CreatedDate": MIDNIGHT,
    "CreatedById": USER,
    "LastModifiedDate": MIDNIGHT,
    "LastModifiedById": USER,
    "SystemModstamp": MIDNIGHT,
}


class Org:
    """A Salesforce org of a test: its store, its clock, and one verb for the actions."""

    def __init__(self) -> None:
        documents = contracts.load().documents
        specs = [
            TableSpec.from_schema(key.removeprefix("records/"), document)
            for key, document in documents.items()
            if key.startswith("records/salesforce/")
        ]
        self.store = Store(State.of(specs, {}, clock=Clock().freeze(START)), lambda: "unused")

    def advance(self, by: timedelta) -> None:
        """Let time go by."""
        self.store.set("clock", self.store.clock.advance(by))

    def change_settings(self, **changes: Any) -> None:
        """Set something for the org."""
        self.store.set("settings", {**self.store.settings, **changes})

    def act(self, action: str, **payload: Any) -> Any:
        """Run an action between its two contracts, as the engine does."""
        loaded, key = contracts.load(), f"oktopost/salesforce/{action}"
        assert loaded.of(key, "request").is_valid(payload)
        result = ACTIONS[f"salesforce/{action}"](self.store, payload)
        assert loaded.of(key, "response").is_valid(result), result
        return result

    def created(self, action: str, **payload: Any) -> str:
        """The id that a create answers, after a look at the rest of its answer."""
        saved = self.act(action, **payload)
        assert saved == {"id": saved["id"], "success": True, "errors": []}
        return str(saved["id"])

    def refusal(self, action: str, **payload: Any) -> CrmError:
        with pytest.raises(CrmError) as caught:
            self.act(action, **payload)
        return caught.value

    def changed(self, sobject: str, key: str) -> Record:
        """The fields of a record that have a value, audit fields left out."""
        record = self.store.get(f"salesforce/{sobject}", key)
        assert record is not None
        return {name: value for name, value in record.items() if name not in AUDIT and value is not False}

    def opportunity(self, **data: Any) -> str:
        return str(salesforce.create(self.store, "Opportunity", data))


def native(code: str, message: str, *fields: str) -> dict[str, Any]:
    return {"message": message, "errorCode": code, "fields": list(fields)}

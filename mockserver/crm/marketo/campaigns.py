"""Smart campaigns that callers trigger or schedule; nothing here carries them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.marketo.actions import LEADS, LISTS
from mockserver.crm.marketo.errors import refusal

CAMPAIGNS: Final = "marketo/campaign"
MOST_LEADS: Final = 100


def find_campaign(store: Store, number: int) -> Record:
    """The campaign of an id; CrmError 1013."""
    found = store.get(CAMPAIGNS, number)
    if found is None:
        raise refusal(store, "1013", "Campaign not found", about=str(number))
    return found


def trigger(store: Store, number: int, lead_ids: Sequence[int]) -> Record:
    """``{"id"}`` of a campaign that these people are to pass; CrmError 1004 for one who does not exist."""
    found = find_campaign(store, number)
    if len(lead_ids) > MOST_LEADS:
        raise refusal(store, "1003", f"Invalid data: at most {MOST_LEADS} leads in one call, got {len(lead_ids)}")
    for lead_id in lead_ids:
        if store.get(LEADS, lead_id) is None:
            raise refusal(store, "1004", f"Lead [{lead_id}] not found")
    return {"id": found["id"]}


def check_program(store: Store, name: Any) -> None:
    """CrmError 1013 unless a list or a campaign lies in the program of that name."""
    known = {row.get("programName") for table in (LISTS, CAMPAIGNS) for row in store.scan(table)}
    if name not in known:
        raise refusal(store, "1013", "Program not found", about=str(name))

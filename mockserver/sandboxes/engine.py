"""Perform: one action between its two contracts, on a state that changes only when all went well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.core.action import Run
from mockserver.core.contracts import Contract
from mockserver.core.errors import BrokenContract
from mockserver.core.offload import complete_here
from mockserver.core.store import Store
from mockserver.sandboxes.sandbox import Sandbox


def perform(
    sandbox: Sandbox,
    run: Run,
    payload: Any,
    *,
    wire: Contract,
    result: Contract | None = None,
    seal: Callable[[Any], Any],
) -> Any:
    """Run on the sandbox's present state and answer the document that ``seal`` makes of the result.

    The result must keep ``result``, the document ``wire``. The new state counts only after both hold: an
    exception, a broken contract of ours among them, changes nothing.
    """

    def between_contracts(store: Store) -> Any:
        value = run(store, payload)
        if result is not None and not result.is_valid(value):
            raise BrokenContract(result.name, result.violations(value))
        sealed = seal(value)
        if not wire.is_valid(sealed):
            raise BrokenContract(wire.name, wire.violations(sealed))
        return sealed

    document = sandbox.transact(between_contracts)
    complete_here()
    return document


def hold(contract: Contract, document: Any) -> Any:
    """The document, when it keeps a contract of ours; BrokenContract when not."""
    if not contract.is_valid(document):
        raise BrokenContract(contract.name, contract.violations(document))
    return document

"""Run one decision in one transaction, again when what it read has changed meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from usecases.ports import Conflict, Store, Transaction

T = TypeVar("T")
TRIES = 5


async def transact(store: Store, actor: str, decide: Callable[[Transaction], Awaitable[T]]) -> T:
    """Open a transaction, let `decide` load and put, commit; on `Conflict` load and decide again, at most 5 times."""
    for _ in range(TRIES - 1):
        try:
            return await _once(store, actor, decide)
        except Conflict:
            continue
    return await _once(store, actor, decide)


async def _once(store: Store, actor: str, decide: Callable[[Transaction], Awaitable[T]]) -> T:
    async with store.transaction(actor) as transaction:
        result = await decide(transaction)
        await transaction.commit()
    return result

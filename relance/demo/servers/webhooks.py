"""Webhooks of the local Bot API: updates are brought to an address with their secret, again until it says 200."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import httpx

from relance.demo.servers.chats import Chats

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


@dataclass
class Webhook:
    """Where updates go. `answers` are the statuses that came back, 0 where nothing did."""

    url: str
    secret: str
    chats: Chats
    pause: float = 0.02
    answers: list[int] = field(default_factory=list)

    async def deliver(self) -> None:
        """Bring the updates, oldest first, until cancelled."""
        async with httpx.AsyncClient(timeout=10.0) as client:
            while True:
                async with self.chats.changed:
                    await self.chats.changed.wait_for(lambda: bool(self.chats.updates))
                update = self.chats.updates[0]
                status = await self._bring(client, update)
                self.answers.append(status)
                if status == 200:
                    self.chats.confirm(int(str(update["update_id"])) + 1)
                    await self.chats.notify()
                else:
                    await asyncio.sleep(self.pause)

    async def _bring(self, client: httpx.AsyncClient, update: dict[str, object]) -> int:
        try:
            answer = await client.post(self.url, json=update, headers={SECRET_HEADER: self.secret})
        except httpx.HTTPError:
            return 0
        return answer.status_code

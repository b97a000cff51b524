"""Several chat networks at once: what leaves goes to the network whose name stands before the chat's id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from usecases.messages import Button
from usecases.ports import Attempt, ChatSender, Sent


class Networks:
    """The `ChatSender` port over several others. `plain` is the network whose chats have no name before their id.

    Every adapter delivers through this one: a reply here may come with a word to the person's device elsewhere.
    """

    def __init__(self, plain: ChatSender | None, named: Mapping[str, ChatSender]) -> None:
        self.plain = plain
        self._named = dict(named)

    async def send(self, chat: str, text: str, buttons: Sequence[Button], quotes: str = "") -> Attempt:
        """What the network of this chat makes of it; later, where that network is not configured just now."""
        name, colon, _ = chat.partition(":")
        network = self._named.get(name) if colon else self.plain
        if network is None:
            return Attempt(Sent.LATER, f"la messagerie de « {chat} » n’est pas configurée")
        return await network.send(chat, text, buttons, quotes)

"""The world in a process of its own: mail servers with boxes on disk, and correspondents who answer what they get.

`python -m tests.journeys.world FOLDER` writes FOLDER/config.toml once it listens, answers every invitation and
every other reminder, and keeps a line for each delivery (FOLDER/delivered.jsonl) and each answer (answered.jsonl).
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from relance.demo.servers.imap import ImapServer, imap_server
from relance.demo.servers.smtp import Boxes, smtp_server
from tests import replies

SHAPES = (
    replies.thunderbird_inline,
    replies.windows_1252_inline,
    replies.gmail_top,
    replies.outlook_inline_html,
    replies.iphone_one_answer,
    replies.bottom_post,
)
CONFIG = """
[mail]
smtp_host = "{smtp.host}"
smtp_port = {smtp.port}
smtp_tls = "none"
imap_host = "{imap.host}"
imap_port = {imap.port}
imap_tls = "none"
imap_user = "{imap.user}"
imap_password = "{imap.password}"

[web]
port = {web}
"""


class Correspondents(Boxes):
    """Everyone's boxes; whoever gets a question answers it."""

    def __init__(self, folder: Path, imap: ImapServer) -> None:
        super().__init__()
        self._notes, self._imap = folder, imap
        self._answered: set[str] = set()

    async def put(self, address: str, raw: bytes) -> None:
        """Keep a line of what was delivered, and answer it, once."""
        message = message_from_bytes(raw, policy=policy.default)
        id = str(message["Message-ID"]).strip()
        self._write("delivered.jsonl", {"to": address, "id": id, "subject": str(message["Subject"])})
        if id in self._answered or message["In-Reply-To"]:
            return
        self._answered.add(id)
        shape = SHAPES[sum(id.encode()) % len(SHAPES)]
        reply = shape(replies.Sent.read(raw))
        answer = message_from_bytes(reply.raw, policy=policy.default)
        # Numbers of replies start again in each process: a Message-ID must not.
        unique = f"<answer-{len(self._answered)}-{id.strip('<>')}>"
        named = reply.raw.replace(str(answer["Message-ID"]).strip().encode(), unique.encode(), 1)
        await self._imap.append(named, datetime.now(UTC))
        self._write("answered.jsonl", {"from": address, "id": unique.strip("<>"), "answers": reply.answers})

    def _write(self, name: str, line: dict[str, object]) -> None:
        with (self._notes / name).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


async def main(folder: Path) -> None:
    """Listen until this process is ended."""
    async with AsyncExitStack() as stack:
        imap = await stack.enter_async_context(imap_server(folder=folder / "box"))
        smtp = await stack.enter_async_context(smtp_server(Correspondents(folder, imap)))
        config = CONFIG.format(smtp=smtp, imap=imap, web=sys.argv[2])
        ready = folder / "config.toml.new"
        await asyncio.to_thread(ready.write_text, config, "utf-8")
        await asyncio.to_thread(ready.rename, folder / "config.toml")
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

"""A small Bot API server on loopback: real HTTP, Telegram's offsets and limits, and it misbehaves on demand."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from relance.demo.servers.chats import BOT, BOT_NAME, Chats, Json
from relance.demo.servers.phone import phone_routes
from relance.demo.servers.webhooks import Webhook
from relance.embedded import served

TOKEN = "1000:demonstration"  # noqa: S105 - the token of a server that exists only on this machine
LONGEST_TEXT = 4096
LONGEST_DATA = 64


class Refused(Exception):
    """The server says no: HTTP status, Telegram's sentence, when to come back (seconds), and where a group went."""

    def __init__(self, status: int, sentence: str, retry_after: int = 0, moved_to: int = 0) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.retry_after, self.moved_to = status, sentence, retry_after, moved_to


@dataclass
class Fault:
    """The next `times` calls of `method` fail. `status` 0 drops the connection, after the effect if `too_late`.

    `hangs`: they get no answer at all.
    """

    method: str
    status: int = 0
    retry_after: int = 0
    times: int = 1
    too_late: bool = False
    hangs: bool = False


class BotApi:
    """The server and its chats. `base_url` is what a bot is configured with, `calls` every method that was called."""

    def __init__(self, token: str, chats: Chats) -> None:
        self.token, self.chats = token, chats
        self.host, self.port = "127.0.0.1", 0
        self.calls: list[str] = []
        self._faults: list[Fault] = []
        self._poll: asyncio.Event | None = None
        self._closing = asyncio.Event()
        self._server: uvicorn.Server | None = None
        self.webhook: Webhook | None = None
        self._delivery: asyncio.Task[None] | None = None

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def fail(self, method: str, status: int, retry_after: int = 0, times: int = 1) -> None:
        """The next calls of this method are answered with this status."""
        self._faults.append(Fault(method.lower(), status, retry_after, times))

    def drop(self, method: str, times: int = 1, too_late: bool = False) -> None:
        """The next calls of this method lose their connection, before or (`too_late`) after they took effect."""
        self._faults.append(Fault(method.lower(), times=times, too_late=too_late))

    def hang(self, method: str, times: int = 1) -> None:
        """The next calls of this method get no answer until the server ends."""
        self._faults.append(Fault(method.lower(), times=times, hangs=True))

    async def until_calls(self, count: int) -> None:
        """Wait until so many methods were called in all, or nothing waits for the bot any more."""
        async with self.chats.changed:
            await self.chats.changed.wait_for(lambda: len(self.calls) >= count or not self.chats.updates)

    async def call(self, request: Request) -> Response:
        """One method of the API."""
        if request.path_params["token"] != self.token:
            return _no(Refused(401, "Unauthorized"))
        method = str(request.path_params["method"]).lower()
        self.calls.append(method)
        await self.chats.notify()
        fault = self._next_fault(method)
        if fault is not None and fault.status:
            return _no(
                Refused(fault.status, "Too Many Requests" if fault.status == 429 else "Fault", fault.retry_after)
            )
        if fault is not None and fault.hangs:
            await self._closing.wait()
        if fault is not None and not fault.too_late:
            return self._drop(request)
        try:
            result = await self._do(method, await _parameters(request))
        except Refused as refused:
            return _no(refused)
        return self._drop(request) if fault is not None else JSONResponse({"ok": True, "result": result})

    async def file(self, request: Request) -> Response:
        """The bytes of a file that somebody sent."""
        content = self.chats.files.get(str(request.path_params["path"]).removeprefix("documents/"))
        if request.path_params["token"] != self.token or content is None:
            return _no(Refused(404, "Not Found"))
        return Response(content, media_type="application/octet-stream")

    async def _do(self, method: str, given: Mapping[str, str]) -> object:
        match method:
            case "getme":
                return {"id": BOT, "is_bot": True, "first_name": "Relance", "username": BOT_NAME}
            case "getupdates":
                return await self._updates(given)
            case "sendmessage":
                return await self._send(given)
            case "answercallbackquery":
                self.chats.toasts.append(given.get("text", ""))
                return True
            case "getfile":
                return self._describe(given.get("file_id", ""))
            case "editmessagetext" | "editmessagereplymarkup":
                return await self._edit(given)
            case "setwebhook":
                await self._call_back(Webhook(given.get("url", ""), given.get("secret_token", ""), self.chats))
                return True
            case "deletewebhook":
                await self._call_back(None)
                return True
            case "setmycommands":
                return True
        raise Refused(404, "Not Found: method not found")

    async def _updates(self, given: Mapping[str, str]) -> list[Json]:
        """Long polling; a second poll ends the first, and a webhook forbids it, as with Telegram."""
        if self.webhook is not None:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._poll is not None:
            self._poll.set()
        mine = self._poll = asyncio.Event()
        offset, limit = int(given.get("offset", 0)), int(given.get("limit", 100))
        self.chats.confirm(offset)
        await self.chats.notify()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(float(given.get("timeout", 0))):
                async with self.chats.changed:
                    await self.chats.changed.wait_for(
                        lambda: bool(self.chats.updates) or mine.is_set() or self._closing.is_set()
                    )
        if mine.is_set():
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        self._poll = None
        return self.chats.updates[:limit]

    async def _send(self, given: Mapping[str, str]) -> Json:
        text = given.get("text", "")
        chat = int(given["chat_id"]) if given.get("chat_id", "").lstrip("-").isdigit() else 0
        if chat in self.chats.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat in self.chats.deleted:
            raise Refused(403, "Forbidden: user is deactivated")
        if chat in self.chats.migrated:
            sentence = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, sentence, moved_to=self.chats.migrated[chat])
        if not chat:
            raise Refused(400, "Bad Request: chat not found")
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            raise Refused(400, "Bad Request: message is too long")
        quoted = json.loads(given.get("reply_parameters", "{}")).get("message_id", 0)
        return await self.chats.keep(chat, text, _buttons(given.get("reply_markup", "")), int(quoted))

    async def _edit(self, given: Mapping[str, str]) -> Json:
        chat, id = int(given.get("chat_id", 0)), int(given.get("message_id", 0))
        after = await self.chats.rewrite(chat, id, given.get("text"), _buttons(given.get("reply_markup", "")))
        if after is None:
            raise Refused(400, "Bad Request: message to edit not found")
        return after

    async def _call_back(self, webhook: Webhook | None) -> None:
        """Bring updates to this address from now on, or to none."""
        if self._delivery is not None:
            self._delivery.cancel()
            await asyncio.gather(self._delivery, return_exceptions=True)
        self.webhook = webhook if webhook is not None and webhook.url else None
        self._delivery = asyncio.create_task(self.webhook.deliver()) if self.webhook else None

    def _describe(self, id: str) -> Json:
        content = self.chats.files.get(id)
        if content is None:
            raise Refused(400, "Bad Request: invalid file_id")
        if len(content) > 20_000_000:
            raise Refused(400, "Bad Request: file is too big")
        path = f"documents/{id}"
        return {"file_id": id, "file_unique_id": f"u{id}", "file_size": len(content), "file_path": path}

    def _next_fault(self, method: str) -> Fault | None:
        for fault in self._faults:
            if fault.method == method:
                fault.times -= 1
                if not fault.times:
                    self._faults.remove(fault)
                return fault
        return None

    def _drop(self, request: Request) -> Response:
        """Cut the connection of this request."""
        connections = self._server.server_state.connections if self._server else ()
        for connection in list(connections):
            transport = getattr(connection, "transport", None)
            if transport is not None and transport.get_extra_info("peername") == tuple(request.scope["client"]):
                transport.abort()
        return Response()

    async def close(self) -> None:
        """End every poll that still waits."""
        self._closing.set()
        await self._call_back(None)
        await self.chats.notify()

    @contextlib.contextmanager
    def served_by(self, server: uvicorn.Server) -> Iterator[None]:
        self._server = server
        yield
        self._server = None


@asynccontextmanager
async def serving_bot_api(
    port: int = 0, token: str = TOKEN, clock: Callable[[], datetime] | None = None, chats: Chats | None = None
) -> AsyncIterator[BotApi]:
    """Serve the Bot API on loopback until the end of the block; port 0 takes a free one."""
    api = BotApi(token, chats or (Chats(clock) if clock else Chats()))
    app = Starlette(
        routes=[
            Route("/bot{token}/{method}", api.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", api.file),
            *phone_routes(api.chats),
        ]
    )
    listening = socket.create_server((api.host, port))
    api.port = listening.getsockname()[1]
    async with served(app, listening) as server:
        with api.served_by(server):
            try:
                yield api
            finally:
                await api.close()


def _no(refused: Refused) -> Response:
    said: Json = {"ok": False, "error_code": refused.status, "description": refused.sentence}
    if refused.retry_after:
        said["parameters"] = {"retry_after": refused.retry_after}
    if refused.moved_to:
        said["parameters"] = {"migrate_to_chat_id": refused.moved_to}
    return JSONResponse(said, refused.status)


async def _parameters(request: Request) -> dict[str, str]:
    """What was given, as text, whatever way it came: query, form or JSON."""
    given = {name: str(value) for name, value in request.query_params.items()}
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        body = await request.json()
        given |= {k: v if isinstance(v, str) else json.dumps(v) for k, v in body.items()}
    elif kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        given |= {name: str(value) for name, value in (await request.form()).items()}
    return given


def _buttons(markup: str) -> tuple[tuple[str, str], ...]:
    """The inline buttons of a message. `Refused` for data that Telegram would not take."""
    rows = json.loads(markup).get("inline_keyboard", []) if markup else []
    buttons = tuple((str(b["text"]), str(b.get("callback_data", ""))) for row in rows for b in row)
    for _, data in buttons:
        if not 1 <= len(data.encode()) <= LONGEST_DATA:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return buttons

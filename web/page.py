"""A page: what a view shows, as HTML, or (for `Accept: text/event-stream`) as a stream that says when it changed.

The stream sends a print of the rendered content; the browser compares it with the print it shows and fetches
the page again when they differ. So a page is live without a line of its own for it, and whole without JavaScript.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from questionnaires.typography import typeset
from web import french

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Page:
    """What a view shows: a template of the content, its values, the title, and what changes are announced as."""

    template: str
    title: str
    values: Mapping[str, object] = field(default_factory=dict)
    announce: str = ""
    status: int = 200


View = Callable[[Request], Awaitable[Page]]


@cache
def environment() -> Environment:
    """Templates escape everything; a missing value is an error, not a blank."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for filter in (french.day, french.short_day, french.day_of_year, french.moment, typeset):
        env.filters[filter.__name__] = filter
    env.globals.update(remaining=french.remaining, count=french.count)
    return env


class Pages:
    """Renders views; `every` is the number of seconds between two looks at a page that someone watches."""

    def __init__(self, env: Environment, every: float = 1.0) -> None:
        self._env = env
        self._every = every
        self._ended = asyncio.Event()
        self._seen: dict[str, tuple[float, str]] = {}  # by address: when, and the print; all who watch share it

    def end_streams(self) -> None:
        """Let every open stream come to its end, so that a server that stops need not cut them off."""
        self._ended.set()

    def endpoint(self, view: View) -> Callable[[Request], Awaitable[Response]]:
        """The view as a Starlette endpoint."""

        async def answer(request: Request) -> Response:
            if "text/event-stream" in request.headers.get("accept", ""):
                await view(request)  # an unknown campaign is refused before the stream starts
                return EventSourceResponse(self._prints(view, request), ping=15)
            return self.render(request, await view(request))

        return answer

    def render(self, request: Request, page: Page) -> HTMLResponse:
        """The whole page."""
        content = self._content(request, page)
        html = self._env.get_template("base.html").render(
            content=Markup(content),  # noqa: S704 - rendered by an escaping template just above
            print=_print(content),
            page=page,
            path=request.url.path,
        )
        return HTMLResponse(html, page.status, headers={"Vary": "Accept"})

    def _content(self, request: Request, page: Page) -> str:
        return self._env.get_template(page.template).render(page.values, query=request.query_params)

    async def _prints(self, view: View, request: Request) -> AsyncIterator[ServerSentEvent]:
        """The print of the content at once, and again whenever it is another one."""
        last = ""
        while not self._ended.is_set():
            current = await self._current(view, request)
            if current != last:
                last = current
                yield ServerSentEvent(current, event="print", retry=2000)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), self._every)

    async def _current(self, view: View, request: Request) -> str:
        """The print of the content now, at most `every` seconds old."""
        address, now = f"{request.url.path}?{request.url.query}", asyncio.get_running_loop().time()
        at, seen = self._seen.get(address, (float("-inf"), ""))
        if now - at < self._every:
            return seen
        current = _print(self._content(request, await view(request)))
        self._seen = {a: s for a, s in self._seen.items() if now - s[0] < 2 * self._every} | {address: (now, current)}
        return current


def _print(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]

"""A telephone on a web page: the conversation of one chat as its person sees it, to read, to answer, to press."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from relance.demo.servers.chats import Chats


def phone_routes(chats: Chats) -> list[Route]:
    """`/telephone/CHAT`: the page, and what its person writes or presses there."""

    async def show(request: Request) -> Response:
        chat = int(request.path_params["chat"])
        return HTMLResponse(phone_page(chats, chat))

    async def answer(request: Request) -> Response:
        chat = int(request.path_params["chat"])
        given = await request.form()
        said, pressed = str(given.get("said", "")).strip(), str(given.get("pressed", ""))
        if pressed:
            await chats.press(chat, pressed)
        elif said:
            await chats.say(chat, said)
        return RedirectResponse(request.url.path, 303)

    return [Route("/telephone/{chat:int}", show), Route("/telephone/{chat:int}", answer, methods=["POST"])]


def phone_page(chats: Chats, chat: int) -> str:
    """The page of one chat."""
    lines = chats.lines(chat)
    last = next((line.bot for line in reversed(lines) if line.bot is not None), None)
    return _template().render(name=chats.name_of(chat), lines=lines, last=last)


@cache
def _template() -> Template:
    return Environment(
        loader=PackageLoader("relance.demo.servers", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("phone.html")

"""The coordinators' pages as one application: read-only, French, and for this machine only until there is a login."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from usecases.ports import BadInput, Catalogue, Files, Store
from web.campaign_list import campaign_list
from web.frame import Sight
from web.guard import Guard
from web.organisation import organisation
from web.page import HERE, Page, Pages, environment
from web.sendings import sendings
from web.synthesis import synthesis
from web.tracking import tracking
from web.unmatched import original, piece, unmatched

SightView = Callable[[Sight, Request], Awaitable[Page]]

PAGES: tuple[tuple[str, SightView], ...] = (
    ("/", campaign_list),
    ("/a-trier", unmatched),
    ("/campagnes/{campaign}", tracking),
    ("/campagnes/{campaign}/a-trier", unmatched),
    ("/campagnes/{campaign}/synthese", synthesis),
    ("/campagnes/{campaign}/envois", sendings),
    ("/campagnes/{campaign}/organismes/{organisation}", organisation),
)


def create_app(
    store: Store, catalogue: Catalogue, clock: Callable[[], datetime], files: Files | None = None, every: float = 1.0
) -> Starlette:
    """The application. `clock` gives an aware time; a watched page is looked at every `every` seconds."""
    sight = Sight(store, catalogue, clock, files)
    pages = Pages(environment(), every)

    async def not_found(request: Request, error: Exception) -> Response:
        sentence = error.sentence if isinstance(error, BadInput) else "Cette page n’existe pas."
        return pages.render(request, _message("Introuvable", sentence, 404))

    async def not_allowed(request: Request, _: Exception) -> Response:
        return pages.render(request, _message("Lecture seule", "Ces pages se lisent et ne se modifient pas.", 405))

    async def broken(request: Request, _: Exception) -> Response:
        sentence = "Une erreur est survenue ; le journal du service dit laquelle. Rien n’a été modifié."
        return pages.render(request, _message("Erreur", sentence, 500))

    async def message(request: Request) -> Response:
        return await original(sight, request)

    async def attached(request: Request) -> Response:
        return await piece(sight, request)

    app = Starlette(
        routes=[
            *(Route(path, pages.endpoint(partial(view, sight))) for path, view in PAGES),
            Route("/a-trier/{message}/original", message),
            Route("/a-trier/{message}/pieces/{number:int}", attached),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={BadInput: not_found, 404: not_found, 405: not_allowed, 500: broken},
    )
    app.state.end_streams = pages.end_streams
    return app


def end_streams(app: Starlette) -> None:
    """To be called when the server is asked to stop: a browser that watches a page would otherwise hold it open."""
    app.state.end_streams()


def _message(title: str, sentence: str, status: int) -> Page:
    return Page("message.html", title, {"title": title, "sentence": sentence}, status=status)

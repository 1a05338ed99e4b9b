"""The accessibility statement, the personal-data notice, and the icon that browsers ask for."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site.client import api_of
from app.site.processing import processing_words, promises
from app.site.render import page
from app.site.session import language_of, translator_of


async def accessibility(request: Request) -> Response:
    return page(request, f"about/accessibility_{language_of(request)}.html")


async def personal_data(request: Request) -> Response:
    """Made from the register of processing, so that it says what the code does."""
    register = (await api_of(request).get("/processing")).data
    context = {
        "processings": processing_words(register, translator_of(request)),
        "promises": promises(register),
    }
    return page(request, f"about/personal_data_{language_of(request)}.html", context)


async def favicon(request: Request) -> Response:
    """For browsers that ask for it before they have read the page, which names the icon as SVG."""
    icon = request.app.state.renderer.statics.assets["favicon.ico"]
    return Response(icon.content, media_type=icon.kind, headers={"Cache-Control": "public, max-age=86400"})


routes = [
    Route("/accessibility", accessibility),
    Route("/personal-data", personal_data),
    Route("/favicon.ico", favicon),
]

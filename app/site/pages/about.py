"""The accessibility statement and the personal-data notice."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site.render import page
from app.site.session import language_of


async def accessibility(request: Request) -> Response:
    return page(request, f"about/accessibility_{language_of(request)}.html")


async def personal_data(request: Request) -> Response:
    return page(request, f"about/personal_data_{language_of(request)}.html")


routes = [Route("/accessibility", accessibility), Route("/personal-data", personal_data)]

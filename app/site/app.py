"""Puts the site together. It starts without the API and says so on its pages when the API is away."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from app.core.settings import Settings
from app.site import errors
from app.site.assets import Statics
from app.site.client import Client
from app.site.headers import Headers
from app.site.kept_pages import KeptPages
from app.site.pages import all_routes, menu
from app.site.render import Renderer

MAX_BODY_BYTES = 26 * 1024 * 1024
"""An upload of 25 MB and the form around it."""


def create_site(settings: Settings, api: ASGIApp | None, api_url: str | None) -> Starlette:
    """`api` is the API of this process; without it `api_url` says where the API is.

    Requests go to `/api/v1/...` below the host of `api_url`, or of `public_url`. The caller
    closes `state.client` in the end.
    """
    statics = Statics()
    site = Starlette(
        routes=[statics.route(), *all_routes()],
        middleware=[
            Middleware(Headers, settings=settings),
            Middleware(GZipMiddleware, minimum_size=800, compresslevel=5),
            Middleware(errors.SmallEnough, at_most=MAX_BODY_BYTES),
            Middleware(errors.OwnPagesOnly),
        ],
        exception_handlers=errors.HANDLERS,
    )
    site.state.settings = settings
    site.state.client = Client(settings, api, api_url)
    site.state.renderer = Renderer(statics, menu())
    site.state.kept_pages = KeptPages()
    return site

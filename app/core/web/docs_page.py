"""The documentation page of the API: Swagger UI from a wheel, without requests to other hosts.

FastAPI writes one inline script into it; the Content-Security-Policy allows exactly that script by its hash.
"""

import base64
import hashlib
import re
from pathlib import Path

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from app.core.web.openapi_route import PATH

ASSETS = "/docs-assets"
POLICY = (
    "default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def add_docs_page(api: FastAPI) -> None:
    folder = Path(fastapi_offline.__file__).parent / "static"
    api.mount(ASSETS, StaticFiles(directory=folder), name="docs-assets")

    async def reference(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        page = get_swagger_ui_html(
            openapi_url=f"{root}{PATH}",
            title=f"{api.title} – API",
            swagger_js_url=f"{root}{ASSETS}/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{ASSETS}/swagger-ui.css",
            swagger_favicon_url=f"{root}{ASSETS}/favicon.png",
        )
        page.headers["Content-Security-Policy"] = POLICY.format(digest=_digest(bytes(page.body).decode()))
        page.headers["X-Content-Type-Options"] = "nosniff"
        return page

    api.add_route("/docs", reference, include_in_schema=False)


def _digest(html: str) -> str:
    [script] = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

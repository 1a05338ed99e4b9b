"""Clients of the application in this process, with the plain manners of `httpx.Client`."""

from typing import Any, Self, TypeVar

import httpx
from starlette.testclient import TestClient
from starlette.types import ASGIApp

PREFIX = "/api/v1"


Other = TypeVar("Other", bound=TestClient)


class Browser(TestClient):
    """A browser without scripts: keeps cookies, shows redirects instead of following them."""

    def __init__(self, app: ASGIApp, **options: Any) -> None:
        options.setdefault("follow_redirects", False)
        super().__init__(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50000), **options)

    def beside(self, other: Other) -> Other:
        """Somebody else at the same running application."""
        other.portal = self.portal
        other.app_state.update(self.app_state)
        return other


class Api(Browser):
    """Speaks JSON with the API; paths are those of the contract, `/api/v1` may be left out."""

    def request(self, method: str, url: Any, **options: Any) -> httpx.Response:
        path = str(url)
        inside = path.startswith("/") and not path.startswith(PREFIX)
        return super().request(method, PREFIX + path if inside else path, **options)

    def signed_in(self, token: str) -> Self:
        return self.beside(type(self)(self.app, headers={"authorization": f"Bearer {token}"}))

    def rows(self, path: str, pages: int = 1_000) -> list[dict[str, Any]]:
        """The rows of a list and of what follows it, of at most so many pages."""
        rows: list[dict[str, Any]] = []
        following: str | None = path
        while following and pages:
            answer = self.get(following)
            assert answer.status_code == 200, answer.text
            rows += answer.json()["results"]
            following = answer.json()["next"]
            pages -= 1
        return rows

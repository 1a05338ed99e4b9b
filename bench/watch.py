"""Watches one request from inside: the calls a page makes to the API and the statements these send."""

from typing import Any, Self

import httpx
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.core import logs
from app.core.database.engine import Database
from app.core.settings import Settings
from app.main import create_app
from app.site.transport import InProcessTransport
from tests.clients import Browser

Statement = tuple[str, Any]


class Watched:
    """The application in this process, on a database that is there."""

    def __init__(self, url: str, secret_key: str) -> None:
        self.database = Database(url)
        self.statements: list[Statement] = []
        self.calls: list[str] = []
        settings = Settings(database_url=url, secret_key=secret_key, worker=False)
        logs.configure("ERROR")
        self._browser = Browser(create_app(settings))

    def __enter__(self) -> Self:
        self._browser.__enter__()
        event.listen(Engine, "before_cursor_execute", self._statement)
        self._send = InProcessTransport.send
        InProcessTransport.send = self._watching()  # type: ignore[method-assign]
        return self

    def __exit__(self, *failure: Any) -> None:
        InProcessTransport.send = self._send  # type: ignore[method-assign]
        event.remove(Engine, "before_cursor_execute", self._statement)
        self._browser.__exit__(None, None, None)
        self.database.close()

    def get(self, path: str, token: str | None = None) -> httpx.Response:
        """`calls` and `statements` are those of this request alone; pages take the token as a cookie."""
        self.statements.clear()
        self.calls.clear()
        self._browser.cookies.clear()
        headers = {}
        if token and path.startswith("/api/"):
            headers["authorization"] = f"Bearer {token}"
        elif token:
            self._browser.cookies.set("session", token)
        answer = self._browser.get(path, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"GET {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    def _statement(
        self, connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        self.statements.append((statement, parameters))

    def _watching(self) -> Any:
        send, calls = self._send, self.calls

        async def watched(wire: InProcessTransport, method: str, path: str, query: str, *rest: Any) -> Any:
            calls.append(f"{path}?{query}" if query else path)
            return await send(wire, method, path, query, *rest)

        return watched

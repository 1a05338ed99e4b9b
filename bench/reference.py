"""What the application is measured against: the same bytes from a bare server, one durable commit.

`BENCH_ANSWER` names a file with the answer's body, `BENCH_HEADERS` its headers as JSON.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.database.engine import Database

commits = sa.Table(
    "bench_commit",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("email", sa.String(200), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
)


class Person(BaseModel):
    """About as much as a sign-up sends."""

    name: str
    email: str


def bare() -> Starlette:
    body = Path(os.environ["BENCH_ANSWER"]).read_bytes()
    headers = json.loads(os.environ["BENCH_HEADERS"])

    async def same_bytes(request: Request) -> Response:
        return Response(body, headers=headers, media_type="application/json")

    async def not_modified(request: Request) -> Response:
        return Response(status_code=304, headers=headers)

    return Starlette(routes=[Route("/bytes", same_bytes), Route("/unchanged", not_modified)])


def one_commit() -> FastAPI:
    database = Database(os.environ["DATABASE_URL"])
    commits.metadata.create_all(database.engine)
    application = FastAPI()

    @application.post("/commit", status_code=201)
    async def commit(person: Person) -> dict[str, int]:
        def insert() -> int:
            row = {"name": person.name, "email": person.email, "at": datetime.now(UTC)}
            with database.engine.begin() as connection:
                result = connection.execute(sa.insert(commits).values(row).returning(commits.c.id))
                return int(result.scalar_one())

        return {"id": await database.run("write", insert)}

    return application

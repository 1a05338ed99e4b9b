"""Errors point at fields that a body has, also where a value may be of several types."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from tests.clients import Api

Path = tuple[str | int, ...]


class Document:
    """What OpenAPI says of the bodies of requests."""

    def __init__(self, api: FastAPI) -> None:
        described = api.openapi()
        self.schemas = described["components"]["schemas"]
        self.operations = [
            (method, path, json["schema"])
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
            if (json := operation.get("requestBody", {}).get("content", {}).get("application/json"))
        ]

    def types_of(self, schema: Any) -> list[Any]:
        """Without the null of what may be left out."""
        if "$ref" in schema:
            return self.types_of(self.schemas[schema["$ref"].rpartition("/")[2]])
        if "anyOf" in schema:
            return [one for part in schema["anyOf"] for one in self.types_of(part)]
        return [] if schema.get("type") == "null" else [schema]

    def unions(self, schema: Any, depth: int = 4) -> Iterator[Path]:
        for one in self.types_of(schema) if depth else ():
            for name, below in one.get("properties", {}).items():
                if len(self.types_of(below)) > 1:
                    yield (name,)
                yield from ((name, *rest) for rest in self.unions(below, depth - 1))
            if "items" in one:
                yield from ((0, *rest) for rest in self.unions(one["items"], depth))

    def has(self, schema: Any, parts: list[str]) -> bool:
        if not parts:
            return True
        first, *rest = parts
        return any(
            self.has(below, rest)
            for one in self.types_of(schema)
            for below in (
                one.get("properties", {}).get(first),
                one.get("items") if first.isdecimal() else None,
                one["additionalProperties"] if isinstance(one.get("additionalProperties"), dict) else None,
            )
            if below is not None
        )


def empty_at(path: Path) -> Any:
    if not path:
        return ""
    first, *rest = path
    below = empty_at(tuple(rest))
    return [below] if first == 0 else {first: below}


def test_an_empty_text_for_one_of_several_types_is_refused_at_its_field(
    api_stack: tuple[FastAPI, ASGIApp], admin: Api
) -> None:
    document = Document(api_stack[0])
    wrong, asked = {}, 0
    for method, path, schema in document.operations:
        for place in set(document.unions(schema)):
            address = "/".join("1" if part.startswith("{") else part for part in path.split("/"))
            answer = admin.request(method, address, json=empty_at(place), headers={"If-Match": "*"})
            asked += 1
            for error in answer.json().get("errors", ()) if answer.status_code == 422 else ():
                pointer = error["pointer"]
                if not document.has(schema, pointer.removeprefix("#").strip("/").split("/")):
                    wrong[method, path] = pointer
    assert wrong == {}
    assert asked > 10

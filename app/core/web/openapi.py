"""The description of the API (OpenAPI 3.1): FastAPI's own, completed and made fit for generators of clients.

FastAPI describes parameters, bodies and answers. This module adds what only we know of an operation (who may
call it, which version it needs, which headers answer), examples, and states shared parts once.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from app.core.actor import scopes_of
from app.core.json_values import Json
from app.core.web.examples import add_examples
from app.core.web.problem_answer import MEDIA_TYPE
from app.core.web.routing import Marks, ProblemDetails

SERVED_BELOW = "/api/v1"
BEARER = "Session token of `POST /auth/login`, or an API key."
BY_VERB = {
    "list": "The records that the reader may see, in pages.",
    "get": "One record, as the reader may see it.",
    "create": "Add a record; `Location` holds its address.",
    "add": "Add a record; `Location` holds its address.",
    "update": "Change the fields that are sent; all others stay.",
    "delete": "Delete the record, unless others refer to it (409 `in_use`).",
    "remove": "Remove the record.",
}
"""What an operation does, by the first word of its id, when its handler has no docstring."""

HEADERS: dict[str, str] = {
    "ETag": "Version and hash of the answer, for `If-None-Match` and `If-Match`.",
    "Link": 'The next page: `<...>; rel="next"`. Missing on the last one.',
    "Location": "The address of the new record.",
    "Content-Disposition": "The name of the file.",
    "X-Request-Id": "Stands in the logs; quote it when you report a fault.",
    "Retry-After": "Seconds to wait.",
    "WWW-Authenticate": "How to sign in.",
}
OF_REFUSALS = {"401": "WWW-Authenticate", "429": "Retry-After", "503": "Retry-After"}
Schema = Json


class Operation(NamedTuple):
    """One method of a path: its part of the document, and what its handler is marked with."""

    method: str
    path: str
    described: Json
    name: str
    marks: Marks


def describe(api: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Replace the description that `api` generates by the completed one of these routes."""

    def described() -> Json:
        if api.openapi_schema is None:
            document = get_openapi(
                title=api.title, version=api.version, description=api.description, routes=routes
            )
            api.openapi_schema = _completed(document, routes)
        return api.openapi_schema

    api.openapi = described  # type: ignore[method-assign]


def _completed(document: Json, routes: Sequence[BaseRoute]) -> Json:
    components = document.setdefault("components", {})
    schemas: dict[str, Schema] = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= {**problem.pop("$defs", {}), "ProblemDetails": problem}
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "description": BEARER}}
    components["headers"] = {name: _header(text) for name, text in HEADERS.items()}
    components["responses"] = {}
    for schema in [*schemas.values(), document["paths"]]:
        _tidy(schema, schemas)
    for operation in _operations(document, routes):
        _explain(operation)
        _share_refusals(operation, components["responses"])
        _add_headers(operation)
    document["servers"] = [{"url": SERVED_BELOW}]
    add_examples(document)
    return document


def _operations(document: Json, routes: Sequence[BaseRoute]) -> Iterator[Operation]:
    for route in routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            for method in route.methods or ():
                described = document["paths"][route.path][method.lower()]
                marks = cast(Marks, route.endpoint)
                yield Operation(method, route.path, described, route.name, marks)


def _header(text: str) -> Json:
    return {"description": text, "schema": {"type": "string"}}


def _explain(operation: Operation) -> None:
    """What it does, and who may call it."""
    described, marks = operation.described, operation.marks
    verb = operation.name.partition("_")[0]
    what = described.get("description") or BY_VERB.get(verb, "")
    scopes = list(scopes_of(marks.scope))
    words = " and ".join(f"`{scope}`" for scope in scopes)
    keys = f"API keys need the scope {words}." if scopes else "Not for API keys."
    if marks.public:
        keys = f"For everybody. {keys}" if marks.scope else "For everybody."
    described["description"] = f"{what}\n\n{keys}" if what else ""
    bearer = {"bearer": scopes}
    described["security"] = [{}, bearer] if marks.public else [bearer]


def _share_refusals(operation: Operation, shared: dict[str, Json]) -> None:
    """A refusal is described once for all operations, and here only named."""
    for status, response in operation.described["responses"].items():
        if MEDIA_TYPE not in response.get("content", {}):
            continue
        header = OF_REFUSALS.get(status)
        names = ["X-Request-Id", header] if header else ["X-Request-Id"]
        response["headers"] = _headers(names)
        name = "".join(word.title() for word in response["description"].replace(",", "").split())
        shared.setdefault(name, response)
        operation.described["responses"][status] = {"$ref": f"#/components/responses/{name}"}


def _add_headers(operation: Operation) -> None:
    for status, response in operation.described["responses"].items():
        if "$ref" in response or status.startswith(("4", "5")):
            continue
        names = ["X-Request-Id"]
        content = response.get("content", {})
        if content or status == "304":
            names.append("ETag")
        if status == "201":
            names.append("Location")
        if "Page" in str(content.get("application/json", {}).get("schema", {}).get("$ref", "")):
            names.append("Link")
        if any(not media_type.endswith("json") for media_type in content):
            names.append("Content-Disposition")
        response["headers"] = _headers(names)


def _headers(names: Sequence[str]) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _tidy(node: object, schemas: dict[str, Schema]) -> None:
    """Remove what misleads generators: titles become names of types, null has no form in a query."""
    if isinstance(node, list):
        for item in node:
            _tidy(item, schemas)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("title"), str):
        del node["title"]
    if node.get("in") in ("query", "path") and isinstance(node.get("schema"), dict):
        _without_null(node["schema"])
    if "anyOf" in node:
        _choose(node, schemas)
    for value in list(node.values()):
        _tidy(value, schemas)


def _without_null(schema: Schema) -> None:
    """Left out instead. An instant or a day, an id or a code: both are texts in an address."""
    choices = [one for one in schema.pop("anyOf", ()) if one.get("type") != "null"]
    if len(choices) == 1:
        schema |= {name: value for name, value in choices[0].items() if name not in schema}
        _without_null(schema)
    elif choices:
        schema["type"] = "string"


def _choose(schema: Schema, schemas: dict[str, Schema]) -> None:
    """`oneOf` for shapes that exclude each other: a record or its tombstone, or shapes with a `kind` each."""
    if any(one.get("type") == "array" for one in schema["anyOf"]) and len(schema["anyOf"]) > 2:
        _of_several_types(schema)
        return
    names = [one.get("$ref", "").rpartition("/")[2] for one in schema["anyOf"]]
    if "Deleted" in names:
        schema["oneOf"] = schema.pop("anyOf")
        return
    kinds = {name: _kinds(schemas.get(name, {})) for name in names}
    if all(kinds.values()):
        schema["oneOf"] = schema.pop("anyOf")
        mapping = {kind: f"#/components/schemas/{name}" for name, found in kinds.items() for kind in found}
        schema["discriminator"] = {"propertyName": "kind", "mapping": mapping}


def _of_several_types(schema: Schema) -> None:
    """Said in words: the Java generator reads no value of a choice between a list and something else."""
    names = [one["type"] for one in schema.pop("anyOf")]
    schema["description"] = f"{', '.join(names[:-1])} or {names[-1]}"


def _kinds(schema: Schema) -> list[Any]:
    kind: Schema = schema.get("properties", {}).get("kind", {})
    return [kind["const"]] if "const" in kind else list(kind.get("enum", ()))

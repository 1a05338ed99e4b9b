"""Examples for the description of the API, made from its schemas: each is valid, and the same at every start.

A field gets the value that its name suggests; other fields get one by their type. People are invented.
"""

from typing import Any

from app.core.json_values import Json

BY_NAME: Json = {
    "first_name": "Jana",
    "last_name": "Vymyšlená",
    "name": "Obec Lhota",
    "organisation_name": "Obec Lhota",
    "email": "jana@obec.example",
    "phone": "+420 485 000 000",
    "position": "sociální pracovnice",
    "title": "Rodina a závislost",
    "description": "Jak poznat, kdy dítě potřebuje pomoc.",
    "reason": "Lektorka onemocněla.",
    "cancel_reason": "",
    "ico": "27074358",
    "address": "Husova 1, Lhota",
    "room": "zasedací místnost",
    "website": "https://obec.example",
    "online_url": None,
    "next": None,
    "code": "CZ051",
    "password": "dlouhé a vymyšlené heslo",
    "pattern": "",
    "starts_at": "2026-11-30T08:00:00Z",
    "ends_at": "2026-11-30T11:00:00Z",
    "starts_on": "2026-11-01",
    "ends_on": "2027-10-31",
    "note": "Přijedu o chvíli později.",
    "text": "Kde se dá požádat o pomoc?",
    "label": "Kdo vás vyslal?",
    "url": "https://stul.example/events/7",
    "manage_url": "https://stul.example/my/registrations/7-Zm9vYmFyYmF6",
    "href": "/api/v1/events?count=true",
    "what": "starts_at",
    "allowed": ["edit"],
    "referred_by": [],
    "total_budget": "7025696.25",
    "amount": "7025696.25",
    "token": "7-Zm9vYmFyYmF6",
    "secret": "ks_7_Zm9vYmFyYmF6",
    "fields": [],
    "rules": {},
    "answers": {},
}
BY_FORMAT = {
    "date-time": "2026-11-30T08:00:00Z",
    "date": "2026-11-30",
    "email": "jana@obec.example",
    "uri": "https://obec.example",
    "binary": None,
}
AN_ID = 7
Schema = Json


def add_examples(document: Json) -> None:
    """An example for each body, each JSON answer and each parameter of a path."""
    made = _Examples(document["components"]["schemas"])
    shared: Json = {}
    document["components"]["examples"] = shared
    for operation in (one for path in document["paths"].values() for one in path.values()):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                parameter["example"] = made.value(parameter["schema"], parameter["name"])
        contents = [(operation.get("requestBody", {}), True)]
        contents += [(one, False) for status, one in operation["responses"].items() if status < "3"]
        for holder, sent in contents:
            for media_type, content in holder.get("content", {}).items():
                if media_type.endswith("json"):
                    _refer(content, made, shared, sent)


def _refer(content: Json, made: "_Examples", shared: Json, sent: bool) -> None:
    """The example of a named schema stands in the components, once."""
    schema = content["schema"]
    name = schema.get("$ref", "").rpartition("/")[2]
    value = made.value(schema, sent=sent)
    if not name:
        content["example"] = value
        return
    shared[name] = {"value": value}
    content["examples"] = {name: {"$ref": f"#/components/examples/{name}"}}


class _Examples:
    def __init__(self, schemas: dict[str, Schema]) -> None:
        self.schemas = schemas

    def value(
        self, schema: Schema, name: str = "", *, sent: bool = False, above: tuple[str, ...] = ()
    ) -> Any:
        """A valid value. `sent`: of an object only what is required. `above`: the named schemas around it."""
        if "$ref" in schema:
            named = schema["$ref"].rpartition("/")[2]
            return self.value(self.schemas[named], name, sent=sent, above=(*above, named))
        for choice in ("oneOf", "anyOf", "allOf"):
            if choice in schema:
                return self._chosen(schema[choice], name, sent, above)
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        kind = schema.get("type")
        if kind == "object":
            return self._object(schema, sent, above)
        if kind == "array":
            return self._array(schema, name, sent, above)
        return _simple(schema, kind, name)

    def _chosen(self, choices: list[Schema], name: str, sent: bool, above: tuple[str, ...]) -> Any:
        """The first choice; null where it would hold itself, or where its name says so."""
        nullable = {"type": "null"} in choices
        if nullable and BY_NAME.get(name, "") is None:
            return None
        first = next((one for one in choices if one.get("type") != "null"), choices[0])
        if nullable and first.get("$ref", "").rpartition("/")[2] in above:
            return None
        return self.value(first, name, sent=sent, above=above)

    def _object(self, schema: Schema, sent: bool, above: tuple[str, ...]) -> Json:
        properties: dict[str, Schema] = schema.get("properties", {})
        shown = list(schema.get("required", ())) if sent else list(properties)
        shown = shown or list(properties)[:1]
        return {name: self.value(properties[name], name, sent=sent, above=above) for name in shown}

    def _array(self, schema: Schema, name: str, sent: bool, above: tuple[str, ...]) -> list[Any]:
        if "prefixItems" in schema:  # a fixed number of values, each of its own type
            return [self.value(one, sent=sent, above=above) for one in schema["prefixItems"]]
        items = schema.get("items", {})
        if items.get("$ref", "").rpartition("/")[2] in above or BY_NAME.get(name) == []:
            return []
        if isinstance(BY_NAME.get(name), list) and items.get("type") == "string":
            return list(BY_NAME[name])
        return [self.value(items, sent=sent, above=above)] * max(1, schema.get("minItems", 1))


def _simple(schema: Schema, kind: str | None, name: str) -> Any:
    if kind == "string":
        return _text(schema, name)
    if kind in ("integer", "number"):
        return _number(schema, name)
    return bool(schema.get("default")) if kind == "boolean" else None


def _number(schema: Schema, name: str) -> int:
    if name.endswith("id"):
        return AN_ID
    return int(schema.get("default") or max(1, schema.get("minimum", 1)))


def _text(schema: Schema, name: str) -> Any:
    by_name = BY_NAME.get(name)
    if "format" in schema:
        fits = isinstance(by_name, str) and name.endswith(("_at", "_on")) and len(by_name) > 10
        return by_name if fits and schema["format"] == "date-time" else BY_FORMAT[schema["format"]]
    if "pattern" in schema:
        return "7025696.25" if "\\d" in schema["pattern"] else "otazka"
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 1_000)
    if isinstance(by_name, str) and shortest <= len(by_name) <= longest:
        return by_name
    return "Text"[:longest].ljust(shortest, "x")

"""What the fields of a form offer to choose from, fetched at once."""

import asyncio
from collections.abc import Sequence

from starlette.requests import Request

from app.site.client import Api, api_of
from app.site.fields import FINDING, SEARCH, Field, dig, matching, named
from app.site.forms import Form
from app.site.json_values import Json, Record
from app.site.lookups import Option
from app.site.session import translator_of

FieldChoices = dict[str, list[Option]]
REFERRING = ("pick", "find", "find_many")


async def load_choices(request: Request, fields: Sequence[Field], form: Form) -> FieldChoices:
    """Choices by the pattern of the field's name; searched fields offer what matches their box."""
    api, _ = api_of(request), translator_of(request).gettext
    around = {**request.query_params, **request.path_params, **form.typed}
    choices: FieldChoices = {}
    calls = []
    for name, one in named(fields):
        if one.source is None:
            choices[name] = [(code, _(words)) for code, words in one.choices]
        elif one.kind in FINDING:
            boxes = [box for box in matching(form.typed, name + SEARCH) if form.value(box)]
            calls += [_found(api, one, box.removesuffix(SEARCH), around, form.value(box)) for box in boxes]
        else:
            calls.append(_all(api, one, name, around))
    choices.update(await asyncio.gather(*calls))
    return choices


async def _all(api: Api, one: Field, name: str, around: Record) -> tuple[str, list[Option]]:
    return name, await one.source.options(api, around) if one.source else []


async def _found(api: Api, one: Field, name: str, around: Record, q: str) -> tuple[str, list[Option]]:
    return name, await one.source.found(api, around, q) if one.source else []


async def names_of(
    request: Request, fields: Sequence[Field], record: Record, kinds: Sequence[str] = FINDING
) -> Json:
    """The words of references that a record holds as bare ids."""
    api = api_of(request)
    asked = [one for one in fields if one.source and one.kind in kinds and not _has_words(one, record)]
    found = await asyncio.gather(*(_words(api, one, dig(record, one.name), request) for one in asked))
    return {one.name: words for one, words in zip(asked, found, strict=True)}


def _has_words(one: Field, record: Record) -> bool:
    value = dig(record, one.name)
    named_already = isinstance(value, list) and isinstance(value[0], dict) if value else True
    return named_already or bool(one.shown and dig(record, one.shown))


async def _words(api: Api, one: Field, value: object, request: Request) -> object:
    if one.source is None:
        return value
    if isinstance(value, list):
        calls = (one.source.name_of(api, each, request.path_params) for each in value)
        return await asyncio.gather(*calls)
    return await one.source.name_of(api, value, request.path_params)


async def partnership_of(request: Request, fields: Sequence[Field], given: Record) -> str | None:
    """The partnership of the group, event or other record that a new form names already."""
    for one in fields:
        number = str(given.get(one.name))
        if one.source and one.kind in REFERRING and number.isdecimal():
            reply = await api_of(request).get(f"{one.source.path}/{number}", accept=(403, 404))
            found = reply.data.get("partnership_id") if reply.ok else None
            if found is not None:
                return str(found)
    return None


async def only_choice(request: Request, one: Field) -> str | None:
    """The one record that a required field offers, so that nobody is asked what is known."""
    found = await one.source.options(api_of(request), {}) if one.source else []
    return found[0][0] if len(found) == 1 else None

"""Own words of a partnership in its letters: the list of kinds, and an editor with a preview."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.mail.wording import MEANINGS, SIGNATURE
from app.core.text import msgid
from app.site.client import Reply, api_of, gather
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import check, staff
from app.site.json_values import Json, Record
from app.site.pages.staff_letters import KINDS
from app.site.refusals import UNSENT
from app.site.render import confirm, page, redirect, tell
from app.site.session import language_of, translator_of
from app.site.versions import differences

HERE = "/staff/partnerships/{parent:int}/letters"
ONE = HERE + "/{kind}/{lang}"
NAMES = {**dict(KINDS), SIGNATURE: msgid("Closing lines of all letters")}
LANGS = {"cs": msgid("in Czech"), "en": msgid("in English")}
USUAL = msgid("Empty: as it is said everywhere.")
SUBJECT = Field("subject", msgid("Subject"), hint=USUAL)
LEAD = Field("lead", msgid("Words of the letter"), "area", hint=USUAL, attrs={"class": "tall"})
CLOSING = Field("lead", msgid("Closing lines"), "area", required=True)


def fields_of(kind: str) -> tuple[Field, ...]:
    return (CLOSING,) if kind == SIGNATURE else (SUBJECT, LEAD)


def api_path(request: Request) -> str:
    path = request.path_params
    return f"/partnerships/{path['parent']}/letter-words/{path['kind']}/{path['lang']}"


def own_path(request: Request) -> str:
    path = request.path_params
    return f"/staff/partnerships/{path['parent']}/letters/{path['kind']}/{path['lang']}"


def named(request: Request) -> str:
    """`Registration confirmed, in English`; 404 for a kind that there is not."""
    _, path = translator_of(request).gettext, request.path_params
    if path["kind"] not in NAMES or path["lang"] not in LANGS:
        raise HTTPException(404)
    return f"{_(NAMES[path['kind']])}, {_(LANGS[path['lang']])}"


async def overview(request: Request) -> Response:
    number = request.path_params["parent"]
    api = api_of(request)
    place, words = await gather(
        api.get(f"/partnerships/{number}"), api.get(f"/partnerships/{number}/letter-words")
    )
    _ = translator_of(request).gettext
    rows: dict[str, dict[str, Record]] = {}
    for row in words.results:
        rows.setdefault(row["kind"], {})[row["lang"]] = row
    context = {
        "title": _("Words of letters"),
        "crumbs": crumbs(request, place.data),
        "place": place.data,
        "rows": [(_(NAMES.get(kind, kind)), kind, found) for kind, found in rows.items()],
        "langs": [(lang, _(words)) for lang, words in LANGS.items()],
    }
    return page(request, "staff/letter_words.html", context)


def crumbs(request: Request, place: Record, *more: tuple[str, str]) -> list[tuple[str, str]]:
    _ = translator_of(request).gettext
    here = ("/staff/partnerships", _("Partnerships")), (f"/staff/partnerships/{place['id']}", place["name"])
    return [*here, *more]


async def edit(request: Request) -> Response:
    named(request)
    words = await api_of(request).get(api_path(request))
    return await _editor(request, words, said(words.data))


def said(words: Record) -> Form:
    """What the letter says now."""
    own, usual = words["own"] or {}, words["default"]
    typed = {name: own.get(name) or usual[name] for name in ("subject", "lead")}
    return Form(typed=typed, data=typed)


async def save(request: Request) -> Response:
    """Saves, or shows the letter with what was typed; after a refusal the form comes back as typed."""
    named(request)
    form = await read_fields(request, fields_of(request.path_params["kind"]))
    words = await api_of(request).get(api_path(request))
    if form.value("act") == "preview":
        return await _editor(request, words, form)
    reply = await api_of(request).put(api_path(request), form.data, etag=form.value("etag"))
    if not reply.ok:
        return await _editor(request, words, form.refused(reply), reply.status)
    _ = translator_of(request).gettext
    message = _("Saved. Letters that wait to be sent already say it.")
    return redirect(request, f"/staff/partnerships/{request.path_params['parent']}/letters", message)


async def _editor(request: Request, words: Reply, form: Form, status: int = 200) -> Response:
    _, path = translator_of(request).gettext, request.path_params
    number, fields = path["parent"], fields_of(path["kind"])
    above = f"/staff/partnerships/{number}/letters"
    place, seen = await gather(api_of(request).get(f"/partnerships/{number}"), _preview(request, form))
    if not seen.ok and not form.problem and form.value("act"):
        form.refused(seen)
    context = {
        "title": named(request),
        "crumbs": crumbs(request, place.data, (above, _("Words of letters"))),
        "form": form,
        "fields": fields,
        "etag": words.etag,
        "differences": differences(fields, said(words.data), form, language_of(request))
        if status == 412
        else None,
        "own": words.data["own"],
        "writable": "edit" in words.data["allowed"],
        "placeholders": [(f"{{{one}}}", _(MEANINGS.get(one, one))) for one in words.data["placeholders"]],
        "here": own_path(request),
        "back": above,
        **shown(seen, form),
    }
    return page(request, "staff/letter_words_edit.html", context, status=status)


async def _preview(request: Request, form: Form) -> Reply:
    body = {one.name: form.data.get(one.name) or "" for one in fields_of(request.path_params["kind"])}
    return await api_of(request).post(f"{api_path(request)}/preview", body)


def shown(seen: Reply, form: Form) -> Json:
    """The letter, or what is wrong with it; that nothing is written yet is not wrong.

    The pages' policy allows no styles in elements, so they go.
    """
    if not any(form.data.values()) or seen.code == UNSENT:
        return {"letter": None, "faults": []}
    if not seen.ok:
        faults = [text for texts in seen.errors.values() for text in texts]
        return {"letter": None, "faults": faults or [seen.problem["detail"]]}
    html = re.sub(r'\sstyle="[^"]*"', "", seen.data["html"])
    return {"letter": {**seen.data, "html": html}, "faults": []}


async def preview(request: Request) -> Response:
    """The fragment that htmx asks for while words are typed: only the letter."""
    named(request)
    form = await read_fields(request, fields_of(request.path_params["kind"]))
    return page(request, "staff/_letter.html", shown(await _preview(request, form), form))


async def ask(request: Request) -> Response:
    _, name = translator_of(request).gettext, named(request)
    words = await api_of(request).get(api_path(request))
    check(words.record, "edit")
    if not words.record["own"]:
        return redirect(request, own_path(request), _("These are the usual words already."))
    return confirm(
        request,
        title=_("Back to the usual words?"),
        text=_("“%(what)s” will say again what it says everywhere. Your own words are lost.")
        % {"what": name},
        button=_("Back to the usual words"),
        back=own_path(request),
        fields={"etag": words.etag},
    )


async def restore_default(request: Request) -> Response:
    form = await read_fields(request, ())
    reply = await api_of(request).delete(api_path(request), etag=form.value("etag"))
    _ = translator_of(request).gettext
    above = f"/staff/partnerships/{request.path_params['parent']}/letters"
    done = _("The usual words are back.")
    if reply.status == 404:  # the button was pressed twice
        return redirect(request, above, done)
    return tell(request, above if reply.ok else own_path(request), reply, done)


routes = [
    Route(HERE, staff(overview)),
    Route(ONE, staff(edit)),
    Route(ONE, staff(save), methods=["POST"]),
    Route(ONE + "/preview", staff(preview), methods=["POST"]),
    Route(ONE + "/usual", staff(ask)),
    Route(ONE + "/usual", staff(restore_default), methods=["POST"]),
]

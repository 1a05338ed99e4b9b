"""Writing minutes in the work area: points are saved, joined with what others wrote, moved and removed."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.plain_text import whole_number
from app.core.text import msgid
from app.site.client import ApiError, Reply, api_of
from app.site.fields import act_on, adding, read_fields
from app.site.guard import check, staff
from app.site.json_values import Json
from app.site.minutes_form import Editor, body_of, item_fields, numbers_in, text_of
from app.site.minutes_merge import is_stored, mark, merged
from app.site.pages.staff_minutes import HERE, KEPT, api_path, here, show, trail
from app.site.pages.staff_registrations import event_of
from app.site.posted import posted
from app.site.render import confirm, page, redirect, tell, wants_fragment
from app.site.session import language_of, translator_of


async def write(request: Request) -> Response:
    """Every item into which somebody typed is saved by itself, so no button loses what stands in others."""
    found = await api_of(request).get(api_path(request))
    minutes = found.data
    sent = numbers_in((await posted(request)).keys())
    known = [item["id"] for item in minutes["items"]]
    fields = [one for number in dict.fromkeys([*known, *sent]) for one in item_fields(number)]
    form = await read_fields(request, fields, extra=("*.etag", "*.was", "act"))
    shown = Editor(minutes["items"], form)
    if "edit" not in minutes["allowed"]:
        return await _give_back(request, minutes, shown, sent)
    back = [body for number in sent if number not in known if (body := shown.new_of(number))]
    if back:
        return await _put_back(request, shown, sent, back)
    verb, _, target = str(form.value("act")).partition(":")
    if verb in ("add", "remove", "up"):
        act_on(form)
        return await show(request, minutes, shown.fill(sent), adding(form))
    refused = await _save(request, shown, sent)
    if refused:
        minutes = (await api_of(request).get(api_path(request))).data
        if "edit" not in minutes["allowed"]:
            return await _give_back(request, minutes, shown, refused)
        shown.items = minutes["items"]
        return await show(request, minutes, shown.fill(refused))
    return await _after(request, verb, whole_number(target), shown)


async def _give_back(request: Request, minutes: Json, shown: Editor, sent: Sequence[int]) -> Response:
    """What was typed while somebody else closed the text: to be copied, because it cannot be saved."""
    event = await event_of(request)
    words = "\n\n".join(text_of(body) for number in sent if (body := shown.typed(number)))
    context = {"event": event, "crumbs": trail(request, event), "minutes": minutes, "words": words}
    whole = {"HX-Retarget": "#content", "HX-Reselect": "#content", "HX-Reswap": "outerHTML show:top"}
    return page(request, "staff/minutes_unsaved.html", context, status=409, headers=whole)


PUT_BACK = msgid(
    "Somebody removed a point while you were writing into it. It stands at the end again, with your words."
)


async def _put_back(request: Request, shown: Editor, sent: Sequence[int], back: list[Json]) -> Response:
    """Points that somebody removed while they were being written stand at the end again, as typed."""
    found = await api_of(request).get(api_path(request))
    items = [{name: one[name] for name in KEPT_OF_ITEM} for one in found.data["items"]]
    reply = await _put(request, found, items=[*items, *back])
    if not reply.ok:
        raise ApiError(reply)
    refused = await _save(request, shown, sent)
    minutes = (await api_of(request).get(api_path(request))).data
    shown.items = minutes["items"]
    words = translator_of(request).gettext(PUT_BACK)
    return await show(request, minutes, shown.fill(refused), saved=words)


async def _save(request: Request, shown: Editor, sent: Sequence[int]) -> list[int]:
    """The ids of the items that were not saved."""
    refused = []
    for item in (one for one in shown.items if one["id"] in sent):
        body = shown.typed(item["id"])
        if body is None:
            continue
        body["agenda_item_id"], number = item["agenda_item_id"], item["id"]
        etag = str(shown.form.value(f"i{number}.etag"))
        reply = await api_of(request).put(f"{api_path(request)}/items/{number}", body, etag=f'"{etag}"')
        if reply.code == "stale":
            reply = await _merge(request, shown, number, body, reply)
        if not reply.ok:
            shown.refuse(item, reply)
            refused.append(number)
    return refused


MOST_ATTEMPTS = 5
"""To save an item into which others write meanwhile."""


async def _merge(request: Request, shown: Editor, number: int, body: Json, reply: Reply) -> Reply:
    """Save what was typed together with what others have saved since; refused where both changed the same."""
    was, path = str(shown.form.value(f"i{number}.was")), f"{api_path(request)}/items/{number}"
    for _attempt in range(MOST_ATTEMPTS):
        found = await api_of(request).get(path, accept=(404,))
        if not found.ok:
            return found
        stored = body_of(found.data)
        if is_stored(body, stored):
            return found
        both = merged(body, stored, was)
        shown.merge(found.data, both, language_of(request))
        if both.body != both.theirs:
            return reply
        body, was = {**both.body, "agenda_item_id": found.data["agenda_item_id"]}, mark(stored)
        reply = await api_of(request).put(path, body, etag=found.etag)
        if reply.code != "stale":
            shown.joined.add(number)
            return reply
    return reply


async def _after(request: Request, verb: str, number: int | None, shown: Editor) -> Response:
    """What the button asked for besides saving."""
    _ = translator_of(request).gettext
    words = _(JOINED) if shown.joined else _("Saved.")
    if verb == "drop" and number is not None:
        return redirect(request, f"{here(request)}/items/{number}/remove")
    if verb in ("new", "lift"):
        reply, number = await _rearrange(request, verb, number)
        if not reply.ok:
            return tell(request, here(request), reply)
    if wants_fragment(request):
        minutes = (await api_of(request).get(api_path(request))).data
        return await show(request, minutes, Editor(minutes["items"]).fill(), saved=words)
    anchor = f"#item-{number}" if number is not None else ""
    return redirect(request, f"{here(request)}{anchor}", words)


JOINED = msgid("Saved. Somebody else wrote into the same point meanwhile; what both of you wrote is there.")


async def _rearrange(request: Request, verb: str, number: int | None) -> tuple[Reply, int | None]:
    """Add an item at the end, or move one up; whose place it is afterwards."""
    found = await api_of(request).get(api_path(request))
    items = [{name: one[name] for name in KEPT_OF_ITEM} for one in found.data["items"]]
    if verb == "new":
        items.append({"title": ""})
    else:
        at = next((place for place, one in enumerate(items) if one["id"] == number), 0)
        if at:
            items[at - 1], items[at] = items[at], items[at - 1]
    reply = await _put(request, found, items=items)
    return reply, reply.data["items"][-1]["id"] if reply.ok and verb == "new" else number


KEPT_OF_ITEM = ("id", "title", "text", "internal", "agenda_item_id", "discussion")


async def _put(request: Request, found: Reply, **changed: object) -> Reply:
    """The whole as it was read, with something changed; refused when somebody was faster."""
    body = {name: found.data[name] for name in KEPT} | changed
    return await api_of(request).put(api_path(request), body, etag=found.etag)


async def ask_removal(request: Request) -> Response:
    number, _ = request.path_params["item"], translator_of(request).gettext
    check((await api_of(request).get(api_path(request))).record, "edit")
    item = (await api_of(request).get(f"{api_path(request)}/items/{number}")).data
    comments = (await api_of(request).get(f"{api_path(request)}/comments", {"limit": 200})).results
    count = sum(one["item_id"] == number for one in comments)
    text = _("Its text stays in the earlier versions of the minutes.")
    if count:
        commented = translator_of(request).ngettext(
            "It has %(num)s comment, which goes to those on the whole with the title of the point.",
            "It has %(num)s comments, which go to those on the whole with the title of the point.",
            count,
        )
        text = f"{text} {commented % {'num': count}}"
    return confirm(
        request,
        title=_("Remove the point “%(title)s”?") % {"title": item["title"] or _("Without a title")},
        text=text,
        button=_("Yes, remove it"),
        back=here(request),
    )


async def remove(request: Request) -> Response:
    await read_fields(request, ())
    found, number = await api_of(request).get(api_path(request)), request.path_params["item"]
    items = [{name: one[name] for name in KEPT_OF_ITEM} for one in found.data["items"] if one["id"] != number]
    return tell(request, here(request), await _put(request, found, items=items))


routes = [
    Route(HERE, staff(write), methods=["POST"]),
    Route(HERE + "/items/{item:int}/remove", staff(ask_removal)),
    Route(HERE + "/items/{item:int}/remove", staff(remove), methods=["POST"]),
]

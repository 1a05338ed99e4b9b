"""Newsletters in the work area: composed of what is new, edited, looked at, sent."""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import Translator, msgid, when
from app.site.client import Reply, api_of
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import check, staff
from app.site.json_values import Json, Record
from app.site.labels import choices, label
from app.site.lookups import OWN_PARTNERSHIPS, READ_PARTNERSHIPS
from app.site.record_pages import RecordPages
from app.site.records import PARTNERSHIP_COLUMN, Column, Resource
from app.site.render import confirm, redirect, tell
from app.site.session import translator_of

STATES = choices("newsletter_state")
HERE = "/staff/newsletters"


def links(record: Record) -> list[tuple[str, str]]:
    return [(f"/newsletters/{record['id']}", msgid("Page for the public"))] if record["sent_at"] else []


NEWSLETTER = Resource(
    pages=HERE,
    type="newsletter",
    api="/newsletters",
    order="-created_at",
    one=msgid("Newsletter"),
    change=msgid("Edit the newsletter"),
    many=msgid("Newsletters"),
    add=msgid("Compose a newsletter"),
    none_yet=msgid("No newsletter has been composed yet."),
    advice=msgid("A draft is made of coming events, sign-ups that end and groups that take new members."),
    intro=msgid("The text is Markdown: # begins a heading, - an item of a list, **bold**, [words](address)."),
    fields=(
        Field(
            "partnership_id", msgid("Partnership"), "pick", required=True, source=OWN_PARTNERSHIPS, on="new"
        ),
        Field(
            "since",
            msgid("News since"),
            "date",
            required=True,
            on="new",
            hint=msgid("Usually the day of the last newsletter"),
        ),
        Field("title", msgid("Title"), required=True, on="edit"),
        Field("text", msgid("Text of the newsletter"), "area", required=True, on="edit", attrs={"rows": 24}),
    ),
    columns=(
        Column(msgid("Title"), "title", href=HERE + "/{id}"),
        PARTNERSHIP_COLUMN,
        Column(msgid("State"), "state", "choice", STATES, tones="newsletter_state"),
        Column(msgid("Composed on"), "created_at", "date"),
        Column(msgid("Sent on"), "sent_at", "time"),
        Column(msgid("Number of receivers"), "receivers", "number"),
    ),
    filters=(
        Field("q", msgid("Words of the newsletter")),
        Field("partnership", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All")),
        Field("state", msgid("State"), "choice", choices=STATES, empty=msgid("All")),
    ),
    links=links,
    template="staff/newsletter.html",
)


class NewsletterPages(RecordPages):
    """A new draft is opened to be edited."""

    async def made(self, request: Request, form: Form, reply: Reply) -> Response:
        words = translator_of(request).gettext("The draft is composed. Go over it, then send it.")
        return redirect(request, f"{HERE}/{reply.data['id']}/edit", words)

    async def facts(self, request: Request, record: Record) -> list[tuple[str, str]]:
        words = translator_of(request)
        count = record["receivers"] if record["sent_at"] else record["subscribers"]
        to = words.ngettext("%(num)s mailbox", "%(num)s mailboxes", count or 0) % {"num": count or 0}
        state = words.gettext(label(record["state"], "newsletter_state"))
        return [
            (words.gettext("Partnership"), record["partnership_name"]),
            (words.gettext("State"), state),
            (words.gettext("Sent to") if record["sent_at"] else words.gettext("Would be sent to"), to),
        ]

    async def detail_context(self, request: Request, record: Record) -> Json:
        context = await super().detail_context(request, record)
        send = f"{HERE}/{record['id']}/send" if "send" in record["allowed"] else None
        words = translator_of(request)
        changed = [(f"/staff/events/{one['event_id']}", _outdated(one, words)) for one in record["outdated"]]
        return context | {"send": send, "outdated": changed}


def _outdated(one: Record, words: Translator) -> str:
    """What has become of an event that the text names."""
    if one["what"] == "moved" and one["starts_at"]:
        now = when(one["starts_at"], one["ends_at"], words.lang)
        return words.gettext("%(event)s: now on %(when)s") % {"event": one["title"], "when": now}
    said = words.gettext(label(one["what"], "outdated"))
    return f"{one['title']}: {said}"


async def ask(request: Request) -> Response:
    words = translator_of(request)
    found = (await api_of(request).get(f"/newsletters/{request.path_params['id']}")).data
    check(found, "send")
    count = found["subscribers"] or 0
    asked = words.ngettext("Send to %(num)s mailbox?", "Send to %(num)s mailboxes?", count)
    return confirm(
        request,
        title=asked % {"num": count},
        text=" ".join(_before_sending(found, words)),
        button=words.gettext("Yes, send"),
        back=f"{HERE}/{found['id']}",
    )


def _before_sending(newsletter: Record, words: Translator) -> Iterator[str]:
    changed = [_outdated(one, words) for one in newsletter["outdated"]]
    if changed:
        yield words.gettext("Changed since it was composed: %(events)s.") % {"events": "; ".join(changed)}
    yield (
        words.gettext(
            "“%(title)s” goes to all who asked for it and stays on the web for everybody. "
            "It cannot be changed any more."
        )
        % {"title": newsletter["title"]}
    )


async def send(request: Request) -> Response:
    await read_fields(request, ())
    number, words = request.path_params["id"], translator_of(request)
    reply = await api_of(request).post(f"/newsletters/{number}/send")

    def told(newsletter: Json) -> str:
        count = newsletter["receivers"]
        sent = words.ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", count)
        return sent % {"num": count}

    return tell(request, f"{HERE}/{number}", reply, told)


routes = [
    *NewsletterPages(NEWSLETTER).routes(),
    Route(HERE + "/{id:int}/send", staff(ask)),
    Route(HERE + "/{id:int}/send", staff(send), methods=["POST"]),
]

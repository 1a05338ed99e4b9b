"""Tasks: mine, those of a group, those that are overdue; one task, and doing it with a note."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import day, msgid
from app.site.client import api_of
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import (
    EVENTS,
    NEEDS,
    OWN_GROUPS,
    OWN_PARTNERSHIPS,
    PEOPLE,
    READ_GROUPS,
    READ_PARTNERSHIPS,
)
from app.site.pages import NavItem
from app.site.record_pages import RecordPages
from app.site.records import PARTNERSHIP_COLUMN, Column, Resource
from app.site.render import page, redirect, url
from app.site.session import language_of, translator_of

STATES = choices("task_state")
NOTE = Field("note", msgid("What came of it"), "area")
TASK = Resource(
    pages="/staff/tasks",
    type="task",
    people=True,
    api="/tasks",
    order="due",
    one=msgid("Task"),
    change=msgid("Edit the task"),
    many=msgid("Tasks"),
    add=msgid("Give a task"),
    none_yet=msgid("There is no task here."),
    advice=msgid(
        "Tasks come from meetings, tables and needs; their owners get a letter before they are due."
    ),
    fields=(
        Field(
            "partnership_id", msgid("Partnership"), "pick", required=True, source=OWN_PARTNERSHIPS, on="new"
        ),
        Field("title", msgid("What is to be done"), required=True),
        Field("text", msgid("Description"), "area"),
        Field("owner_id", msgid("Who does it"), "find", source=PEOPLE, shown="owner_name"),
        Field("due", msgid("To be done by"), "date"),
        Field("group_id", msgid("Of the group"), "pick", source=OWN_GROUPS, shown="group_name"),
        Field("event_id", msgid("From the event"), "find", source=EVENTS, shown="event_title"),
        Field("need_id", msgid("About the need"), "find", source=NEEDS),
        Field("state", msgid("How it stands"), "choice", required=True, choices=STATES, on="edit"),
        Field("note", msgid("What came of it"), "area", on="edit"),
    ),
    columns=(
        Column(msgid("Task"), "title", href="/staff/tasks/{id}"),
        PARTNERSHIP_COLUMN,
        Column(msgid("Group"), "group_name"),
        Column(msgid("Who does it"), "owner_name"),
        Column(msgid("To be done by"), "due", "date"),
        Column(
            msgid("How it stands"),
            "state",
            "choice",
            (*STATES, ("overdue", msgid("Overdue"))),
            tones="task_state",
            read=lambda row: "overdue" if row["overdue"] else row["state"],
        ),
    ),
    filters=(
        Field("q", msgid("Words of the task")),
        Field("partnership", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All")),
        Field("group", msgid("Group"), "pick", source=READ_GROUPS, empty=msgid("All")),
        Field("state", msgid("How it stands"), "choice", choices=STATES, empty=msgid("All")),
    ),
    keeps=("owner", "overdue", "event", "decision", "need"),
    deletable=False,
)


class TaskPages(RecordPages):
    """The list has links to one's own tasks and to the overdue ones."""

    async def around(self, request: Request) -> Json:
        _ = translator_of(request).gettext
        mine = {"owner": "me", "state": "open"}
        links = [
            (url("/staff/tasks", mine), _("My tasks")),
            (url("/staff/tasks", overdue="true"), _("Overdue tasks")),
            ("/staff/tasks", _("All tasks")),
        ]
        return {"links": links}

    def usual(self) -> dict[str, str]:
        return {"state": "open"}

    async def facts(self, request: Request, record: Record) -> list[tuple[str, str]]:
        """After the fields who promised it, and where."""
        found, promise = await super().facts(request, record), record["promise"]
        if promise is not None:
            _, lang = translator_of(request).gettext, language_of(request)
            who = ", ".join(filter(None, (promise["speaker"], promise["organisation"])))
            at = ", ".join(filter(None, (promise["event_title"], promise["on"] and day(promise["on"], lang))))
            found += [
                (_("Said by"), who),
                (_("What was promised"), promise["follow_up"]),
                (_("Promised at"), at),
            ]
        return found

    async def detail_context(self, request: Request, record: Record) -> Json:
        """What the reader may do with it; the staff write the note in the form of the task."""
        context, _ = await super().detail_context(request, record), translator_of(request).gettext
        here = f"/staff/tasks/{record['id']}"
        if "note" in record["allowed"] and "edit" not in record["allowed"]:
            context["links"].append((f"{here}/note", _("Write how it goes")))
        if "done" in record["allowed"]:
            context["links"].append((f"{here}/done", _("It is done…")))
        return context


async def done(request: Request) -> Response:
    """Ends the task with what was typed."""
    number = request.path_params["id"]
    form = await read_fields(request, (NOTE,))
    reply = await api_of(request).post(f"/tasks/{number}/done", form.data, once=form.value("once"))
    if reply.ok:
        return redirect(request, f"/staff/tasks/{number}", translator_of(request).gettext("Done, thank you."))
    return await _ask(request, form.refused(reply), reply.status)


async def ask(request: Request) -> Response:
    return await _ask(request, None, 200)


async def _ask(request: Request, form: Form | None, status: int) -> Response:
    _, number = translator_of(request).gettext, request.path_params["id"]
    task = (await api_of(request).get(f"/tasks/{number}")).data
    if form is None and "done" not in task["allowed"]:
        raise HTTPException(403)
    context = {
        "title": _("Done: %(what)s") % {"what": task["title"]},
        "crumbs": [("/staff/tasks", _("Tasks")), (f"/staff/tasks/{number}", task["title"])],
        "form": form or Form({"note": task["note"]}),
        "fields": (NOTE,),
        "offered": {},
        "action": request.url.path,
        "intro": _("One sentence is enough; the group reads it."),
        "button": _("It is done"),
        "back": f"/staff/tasks/{number}",
    }
    return page(request, "staff/record_form.html", context, status=status)


async def note(request: Request) -> Response:
    """The owner's note of a task that goes on."""
    return await _note(request, None, None, 200)


async def save_note(request: Request) -> Response:
    form, number = await read_fields(request, (NOTE,)), request.path_params["id"]
    api, etag = api_of(request), form.value("etag")
    reply = await api.patch(f"/tasks/{number}", form.data, etag=etag)
    if reply.ok:
        return redirect(request, f"/staff/tasks/{number}", translator_of(request).gettext("Saved."))
    return await _note(request, form.refused(reply), None if reply.status == 412 else etag, reply.status)


async def _note(request: Request, form: Form | None, etag: str | None, status: int) -> Response:
    _, number = translator_of(request).gettext, request.path_params["id"]
    reply = await api_of(request).get(f"/tasks/{number}")
    if form is None and "note" not in reply.data["allowed"]:
        raise HTTPException(403)
    written = _("Written meanwhile: %(note)s") % {"note": reply.data["note"]}
    context = {
        "title": _("How it goes: %(what)s") % {"what": reply.data["title"]},
        "crumbs": [("/staff/tasks", _("Tasks")), (f"/staff/tasks/{number}", reply.data["title"])],
        "form": form or Form({"note": reply.data["note"]}),
        "fields": (NOTE,),
        "offered": {},
        "etag": etag or reply.etag,
        "action": request.url.path,
        "intro": written if status == 412 else "",
        "button": _("Save"),
        "back": f"/staff/tasks/{number}",
    }
    return page(request, "staff/record_form.html", context, status=status)


nav = [NavItem(msgid("Tasks"), "/staff/tasks", 53, staff=True)]
routes = [
    *TaskPages(TASK).routes(),
    Route("/staff/tasks/{id:int}/done", staff(ask)),
    Route("/staff/tasks/{id:int}/done", staff(done), methods=["POST"]),
    Route("/staff/tasks/{id:int}/note", staff(note)),
    Route("/staff/tasks/{id:int}/note", staff(save_note), methods=["POST"]),
]

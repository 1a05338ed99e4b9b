"""The lists behind the numbers of a project: who was supported, who took part, which milestones are due."""

from starlette.requests import Request
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.fields import Field
from app.site.json_values import Json
from app.site.lookups import PARTNERSHIPS
from app.site.record_pages import RecordPages
from app.site.records import Column, Resource
from app.site.session import translator_of

OVER = (("true", msgid("Over the threshold")), ("false", msgid("Below the threshold")))
DONE = (("false", msgid("Open")), ("true", msgid("Done")))

SUPPORTED = Resource(
    people=True,
    pages="/staff/projects/{parent:int}/supported-persons",
    api="/projects/{parent}/supported-persons",
    order="name",
    one=msgid("Supported person"),
    many=msgid("Supported persons"),
    add="",
    none_yet=msgid("Nobody's attendance is recorded in this project yet."),
    fields=(),
    columns=(
        Column(msgid("Name"), "name", href="/staff/people/{person_id}"),
        Column(msgid("Hours"), "hours", "number"),
        Column(msgid("Of these in person"), "in_person_hours", "number"),
        Column(msgid("Events"), "events", "number"),
        Column(msgid("Over the threshold"), "over", "flag"),
    ),
    filters=(
        Field("over", msgid("Support"), "choice", choices=OVER, empty=msgid("Everybody")),
        Field("threshold", msgid("Threshold in hours"), "number"),
    ),
    keeps=("activity",),
)
REGISTRATION = "/staff/events/{event_id}/registrations/{registration_id}"
PARTICIPATIONS = Resource(
    people=True,
    pages="/staff/projects/{parent:int}/participations",
    api="/projects/{parent}/participations",
    order="name",
    one=msgid("Participation"),
    many=msgid("Participations"),
    add="",
    none_yet=msgid("Nobody's attendance is recorded in this project yet."),
    fields=(),
    columns=(
        Column(msgid("Name"), "name", href=REGISTRATION),
        Column(msgid("Event"), "event_title", href="/staff/events/{event_id}"),
        Column(msgid("When"), "starts_at", "date"),
        Column(msgid("Hours"), "hours", "number"),
    ),
    keeps=("activity",),
)
MILESTONE_COLUMNS = (
    Column(msgid("Milestone"), "title", href="/staff/projects/{project_id}"),
    Column(msgid("Due on"), "due_on", "date"),
    Column(msgid("Done on"), "done_on", "date"),
    Column(msgid("Note"), "note"),
)
ACTIVE = (("true", msgid("It goes on")), ("false", msgid("Closed or rejected")))
MILESTONE_FILTERS = (
    Field("done", msgid("State of the milestone"), "choice", choices=DONE, empty=msgid("All")),
    Field("active", msgid("State of the project"), "choice", choices=ACTIVE, empty=msgid("All states")),
    Field("due_from", msgid("Due from"), "date"),
    Field("due_to", msgid("Due until"), "date"),
)
MILESTONES = Resource(
    pages="/staff/milestones",
    under=(("/staff/projects", msgid("Projects")),),
    api="/milestones",
    order="due_on",
    one=msgid("Milestone"),
    many=msgid("Milestones"),
    add="",
    none_yet=msgid("There are no milestones."),
    advice=msgid("They are added on the page of their project."),
    fields=(),
    columns=MILESTONE_COLUMNS,
    filters=(
        *MILESTONE_FILTERS,
        Field("partnership", msgid("Partnership"), "pick", source=PARTNERSHIPS, empty=msgid("All")),
    ),
)
OF_PROJECT = Resource(
    pages="/staff/projects/{parent:int}/milestones",
    api="/projects/{parent}/milestones",
    order="due_on",
    one=msgid("Milestone"),
    many=msgid("Milestones"),
    add="",
    none_yet=msgid("There are no milestones."),
    fields=(),
    columns=MILESTONE_COLUMNS,
    filters=MILESTONE_FILTERS,
)


class Figures(RecordPages):
    """A list that is only read."""

    def routes(self) -> list[Route]:
        return self.list_routes()

    async def around(self, request: Request) -> Json:
        return {"new": None}


class OfProject(Figures):
    """The list behind a number of a project, with the way back to it."""

    async def around(self, request: Request) -> Json:
        path, _ = f"/projects/{request.path_params['parent']}", translator_of(request).gettext
        project = (await api_of(request).get(path)).data
        trail = [("/staff/projects", _("Projects")), (f"/staff{path}", project["title"])]
        return await super().around(request) | {"crumbs": trail}


routes = [
    *Figures(MILESTONES).routes(),
    *(route for one in (SUPPORTED, PARTICIPATIONS, OF_PROJECT) for route in OfProject(one).routes()),
]

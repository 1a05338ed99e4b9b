"""Series: the grid of what is planned, held and missing; and the courses that trainings teach."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import Reply, api_of, gather
from app.site.event_fields import ACTIVITIES, CHOICE, NONE, narrowing
from app.site.fields import Field
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.kept import reasons
from app.site.labels import choices
from app.site.lookups import COURSES, OWN_PARTNERSHIPS, PARTNERSHIPS, PROJECTS, TERRITORIES
from app.site.pages.dashboard import CELL_STATES
from app.site.record_pages import RecordPages
from app.site.records import PARTNERSHIP_COLUMN, Column, Resource
from app.site.render import page, redirect
from app.site.session import translator_of

KINDS = choices("event_kind")
ALLOCATIONS = choices("seat_allocation")
TOPICS = Field(
    "topics",
    msgid("Topics or rounds"),
    "rows",
    more=msgid("Add another topic"),
    hint=msgid("The rows of the grid: rounds of round tables, or courses of trainings."),
    fields=(
        Field("id", "", "hidden"),
        Field("title", msgid("Title")),
        Field("course_id", msgid("Course"), "pick", source=COURSES, empty=NONE),
    ),
)
SERIES = Resource(
    pages="/staff/series",
    under=(("/staff/events", msgid("Events")),),
    api="/series",
    order="title",
    one=msgid("Series"),
    change=msgid("Edit the series"),
    many=msgid("All series"),
    add=msgid("New series"),
    none_yet=msgid("There are no series yet."),
    advice=msgid("A series is a grid of topics and territories; it shows what is still missing."),
    fields=(
        Field(
            "partnership_id", msgid("Partnership"), "pick", required=True, source=OWN_PARTNERSHIPS, on="new"
        ),
        Field("title", msgid("Title"), required=True),
        Field("kind", msgid("Kind"), "choice", required=True, choices=KINDS, default="round_table", on="new"),
        Field(
            "project_id",
            msgid("Project"),
            "pick",
            source=PROJECTS,
            empty=NONE,
            attrs=narrowing("activities", "project_activity_id"),
        ),
        Field("project_activity_id", msgid("Activity of the project"), "pick", source=ACTIVITIES, empty=NONE),
        Field("", msgid("Show the activities of the chosen project"), "button"),
        TOPICS,
        Field("territories", msgid("Territories"), "find_many", source=TERRITORIES),
        Field("target", msgid("Events promised"), "number", hint=msgid("Empty: all cells of the grid")),
        Field("allocation", msgid("Who gets a seat"), choices=ALLOCATIONS, default="first_come", **CHOICE),
        Field("allocates_at", msgid("Seats are dealt at"), "time"),
        Field(
            "no_show_limit",
            msgid("Put back those who missed so many events"),
            "number",
            hint=msgid("Without an excuse, in the last two years. Empty: nobody is put back."),
        ),
    ),
    columns=(
        Column(msgid("Title"), "title", href="/series/{id}"),
        Column(msgid("Kind"), "kind", "choice", KINDS),
        Column(msgid("Topics or rounds"), kind="number", read=lambda row: len(row["topics"]), sort="topics"),
        Column(
            msgid("Territories"),
            kind="number",
            read=lambda row: len(row["territories"]),
            sort="territories",
        ),
        Column(msgid("Events promised"), "target", "number"),
        PARTNERSHIP_COLUMN,
    ),
    filters=(
        Field("q", msgid("Part of the title")),
        Field("kind", msgid("Kind"), "choice", choices=KINDS, empty=msgid("All kinds")),
        Field("project", msgid("Project"), "pick", source=PROJECTS, empty=msgid("All")),
        Field("partnership", msgid("Partnership"), "pick", source=PARTNERSHIPS, empty=msgid("All")),
    ),
)


class SeriesPages(RecordPages):
    """A series is shown as its grid."""

    async def body(self, request: Request, form: Form) -> Json:
        for topic in form.data.get("topics") or []:
            if not topic.get("id"):
                topic.pop("id", None)
        return {name: value for name, value in form.data.items() if name}

    def saved(self, request: Request, reply: Reply) -> Response:
        return redirect(request, f"/series/{reply.data['id']}", translator_of(request).gettext("Saved."))

    async def detail(self, request: Request) -> Response:
        return redirect(request, f"/series/{request.path_params['id']}")


COURSE = Resource(
    pages="/staff/courses",
    under=(("/staff/events", msgid("Events")),),
    api="/courses",
    order="title",
    one=msgid("Course"),
    change=msgid("Edit the course"),
    many=msgid("Courses"),
    add=msgid("Add a course"),
    none_yet=msgid("There are no courses yet."),
    advice=msgid("A training takes its hours and its certificate from its course."),
    fields=(
        Field("title", msgid("Title"), required=True),
        Field("hours", msgid("Accounted hours"), "number", required=True),
        Field("days", msgid("Days"), "number", required=True, default="1"),
        Field("accreditation", msgid("Accreditation")),
        Field(
            "min_attendance_percent",
            msgid("Attendance needed for the certificate in percent"),
            "number",
            required=True,
            default="80",
        ),
        Field("description", msgid("Description"), "area"),
    ),
    columns=(
        Column(msgid("Title"), "title", href="/staff/courses/{id}"),
        Column(msgid("Hours"), "hours", "number"),
        Column(msgid("Days"), "days", "number"),
        Column(msgid("Accreditation"), "accreditation"),
    ),
    filters=(Field("q", msgid("Part of the title")),),
)


# --- the grid --------------------------------------------------------------------------------------------


async def grid(request: Request) -> Response:
    """Rounds or courses times territories; a cell says its state in words, and leads to its events."""
    number = request.path_params["id"]
    api = api_of(request)
    found, cells = await gather(api.get(f"/series/{number}"), api.get(f"/series/{number}/grid"))
    context = {
        "series": found.data,
        "grid": cells.data,
        "cells": {
            (cell["topic_id"], cell["territory_id"]): {**cell, "undated": _is_undated(cell)}
            for cell in cells.data["cells"]
        },
        "topics": cells.data["topics"],
        "territories": cells.data["territories"],
        "states": dict(CELL_STATES),
        "may": found.data["allowed"],
        "kept": reasons("/series", found.data, translator_of(request)),
    }
    return page(request, "staff/grid.html", context)


def _is_undated(cell: Record) -> bool:
    """Whether something is planned, and nothing of it has a date."""
    coming = [event for event in cell["events"] if event["status"] not in ("held", "cancelled")]
    return bool(cell["state"] == "planned" and not any(event["starts_at"] for event in coming))


routes = [
    *SeriesPages(SERIES).routes(),
    *RecordPages(COURSE).routes(),
    Route("/series/{id:int}", staff(grid)),
]

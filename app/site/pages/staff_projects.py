"""Projects with their activities, indicators and milestones, and the programmes that pay for them."""

from collections.abc import Iterable
from typing import Any

from app.core.text import msgid
from app.site.fields import Field
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import ORGANISATIONS, OWN_PARTNERSHIPS, PROGRAMMES, PROJECTS, READ_PARTNERSHIPS, Source
from app.site.pages import NavItem
from app.site.record_pages import RecordPages
from app.site.records import PARTNERSHIP_COLUMN, Column, Part, Resource

IDEA = "idea"
STATES = choices("project_state")
COMPUTED_FROM = choices("computation")


def coded(activity: Record) -> str:
    return f"{activity['code']} {activity['title']}"


ACTIVITIES = Source("/projects/{parent}/activities", lambda row, lang: coded(row))
ACTIVITY = Field(
    "activity_id", msgid("Activity"), "pick", source=ACTIVITIES, empty=msgid("The whole project")
)
TEXT = Field("description", msgid("Description"), "area")


def flattened(nodes: Iterable[Record], depth: int = 0) -> list[Json]:
    """The tree of activities as rows, those below moved in."""
    rows: list[Json] = []
    for node in nodes:
        rows.append({**node, "indented": "– " * depth + coded(node)})
        rows += flattened(node.get("children") or [], depth + 1)
    return rows


PARTS = (
    Part(
        msgid("Funding"),
        (
            Column(msgid("Source"), "source"),
            Column(msgid("Share in percent"), "percent", "number"),
            Column(msgid("Amount"), "amount", "money"),
        ),
        msgid("The sources are not filled in yet."),
        rows=lambda project: project["funding"],
    ),
    Part(
        msgid("Partners of the project"),
        (
            Column(msgid("Organisation"), "name", href="/staff/organisations/{organisation_id}"),
            Column(msgid("Part in the project"), "role"),
        ),
        msgid("The applicant carries the project alone."),
        rows=lambda project: project["partners"],
    ),
    Part(
        msgid("Activities"),
        (
            Column(
                msgid("Activity"),
                "indented",
                href="/staff/projects/{project_id}/activities/{id}/edit",
                needs="edit",
            ),
            Column(msgid("Events promised"), "target", "number"),
        ),
        msgid("Add the activities as the project's papers code them; events then count towards them."),
        rows=lambda project: flattened(project.get("activities") or []),
        new="/staff/projects/{id}/activities/new",
        add=msgid("Add an activity"),
    ),
    Part(
        msgid("Indicators"),
        (
            Column(
                msgid("Indicator"),
                "name",
                href="/staff/projects/{project_id}/indicators/{id}/edit",
                needs="edit",
            ),
            Column(msgid("Computed from"), "computed_from", "choice", COMPUTED_FROM),
            Column(msgid("Target value"), "target", "number"),
            Column(msgid("Achieved value"), "achieved", "number"),
            Column(msgid("As of"), "as_of", "date"),
        ),
        msgid("Add the indicators that the funder watches; most are computed from the records."),
        rows=lambda project: project.get("indicators") or [],
        new="/staff/projects/{id}/indicators/new",
        add=msgid("Add an indicator"),
    ),
    Part(
        msgid("Milestones"),
        (
            Column(
                msgid("Title"),
                "title",
                href="/staff/projects/{project_id}/milestones/{id}/edit",
                needs="edit",
            ),
            Column(msgid("Due on"), "due_on", "date"),
            Column(msgid("Done on"), "done_on", "date"),
        ),
        msgid("Add the days by which something has to be there; the dashboard warns of them."),
        rows=lambda project: project.get("milestones") or [],
        new="/staff/projects/{id}/milestones/new",
        add=msgid("Add a milestone"),
    ),
)
FUNDING = Field(
    "funding",
    msgid("Funding"),
    "rows",
    hint=msgid("The shares add up to 100 %; the amounts follow from the budget."),
    fields=(
        Field("source", msgid("Source")),
        Field("percent", msgid("Share in percent"), "number"),
    ),
)
PARTNERS = Field(
    "partners",
    msgid("Partners of the project"),
    "rows",
    fields=(
        Field("organisation_id", msgid("Organisation"), "find", source=ORGANISATIONS, shown="name"),
        Field("role", msgid("Part in the project")),
    ),
)


def links(project: Record) -> list[tuple[str, str]]:
    found = [(f"/staff/events?project={project['id']}", msgid("Events of the project"))]
    dashboard = f"/projects/{project['id']}/dashboard", msgid("Dashboard of the project")
    return [dashboard, *found] if "read_inside" in project["allowed"] else found


PROJECT = Resource(
    pages="/staff/projects",
    type="project",
    api="/projects",
    order="title",
    item_params={"include": "activities,indicators,milestones"},
    one=msgid("Project"),
    change=msgid("Edit the project"),
    many=msgid("Projects"),
    add=msgid("Add a project"),
    none_yet=msgid("There are no projects yet."),
    advice=msgid("Begin with the idea; the state moves on with the application and the contract."),
    fields=(
        Field(
            "partnership_id", msgid("Partnership"), "pick", required=True, source=OWN_PARTNERSHIPS, on="new"
        ),
        Field("title", msgid("Title"), required=True),
        Field("registration_number", msgid("Registration number"), nullable=True),
        Field("state", msgid("Stage of the project"), "choice", required=True, choices=STATES, default=IDEA),
        Field("applicant_id", msgid("Applicant"), "find", source=ORGANISATIONS),
        Field("programme_id", msgid("Funding programme"), "pick", source=PROGRAMMES),
        Field("starts_on", msgid("Begins on"), "date"),
        Field("ends_on", msgid("Ends on"), "date"),
        Field(
            "total_budget",
            msgid("Total budget in crowns"),
            "money",
            hint=msgid("Leave empty while it is not known; zero would mean no money at all."),
        ),
        FUNDING,
        PARTNERS,
        Field("follows_id", msgid("Goes on from the project"), "pick", source=PROJECTS),
        TEXT,
        Field("note", msgid("Note for staff"), "area"),
    ),
    columns=(
        Column(msgid("Title"), "title", href="/staff/projects/{id}"),
        Column(msgid("Registration number"), "registration_number"),
        Column(msgid("Stage of the project"), "state", "choice", STATES, tones="project_state"),
        Column(msgid("Begins on"), "starts_on", "date"),
        Column(msgid("Ends on"), "ends_on", "date"),
        Column(msgid("Total budget"), "total_budget", "money"),
        PARTNERSHIP_COLUMN,
    ),
    filters=(
        Field("q", msgid("Title or number")),
        Field("state", msgid("Stage of the project"), "choice", choices=STATES, empty=msgid("All states")),
        Field("programme", msgid("Funding programme"), "pick", source=PROGRAMMES, empty=msgid("All")),
        Field("partnership", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All")),
    ),
    parts=PARTS,
    links=links,
    list_links=(("/staff/programmes", msgid("Funding programmes")),),
)


def part_of_project(part: str, **words: Any) -> RecordPages:
    return RecordPages(
        Resource(
            pages=f"/staff/projects/{{parent:int}}/{part}",
            api=f"/projects/{{parent}}/{part}",
            back="/staff/projects/{parent}",
            many=msgid("Project"),
            listed=False,
            detailed=False,
            **words,
        )
    )


ACTIVITY_PAGES = part_of_project(
    "activities",
    one=msgid("Activity"),
    change=msgid("Edit the activity"),
    add=msgid("Add an activity"),
    title=coded,
    fields=(
        Field(
            "code", msgid("Code"), required=True, width="short", hint=msgid("As in the project's papers: 2A")
        ),
        Field("title", msgid("Title"), required=True),
        Field("parent_id", msgid("Part of the activity"), "pick", source=ACTIVITIES, empty=msgid("None")),
        Field("target", msgid("Events promised"), "number"),
        Field("position", msgid("Position among its neighbours"), "number", required=True, default="0"),
        TEXT,
    ),
)
INDICATOR_PAGES = part_of_project(
    "indicators",
    one=msgid("Indicator"),
    change=msgid("Edit the indicator"),
    add=msgid("Add an indicator"),
    fields=(
        Field("name", msgid("Name of the indicator"), required=True),
        Field("unit", msgid("Unit"), width="short"),
        ACTIVITY,
        Field(
            "computed_from",
            msgid("Computed from"),
            "choice",
            required=True,
            choices=COMPUTED_FROM,
            default="manual",
        ),
        Field("target", msgid("Target value"), "number"),
        Field(
            "achieved", msgid("Achieved value"), "number", hint=msgid("Only for figures typed in by hand.")
        ),
        Field("as_of", msgid("As of"), "date", hint=msgid("Only for figures typed in by hand.")),
    ),
)
MILESTONE_PAGES = part_of_project(
    "milestones",
    one=msgid("Milestone"),
    change=msgid("Edit the milestone"),
    add=msgid("Add a milestone"),
    fields=(
        Field("title", msgid("Title"), required=True),
        Field("due_on", msgid("Due on"), "date", required=True),
        Field("done_on", msgid("Done on"), "date"),
        ACTIVITY,
        Field("note", msgid("Note"), "area"),
    ),
)
PROGRAMME = Resource(
    pages="/staff/programmes",
    under=(("/staff/projects", msgid("Projects")),),
    api="/funding-programmes",
    order="code",
    one=msgid("Funding programme"),
    change=msgid("Edit the funding programme"),
    many=msgid("Funding programmes"),
    add=msgid("Add a funding programme"),
    none_yet=msgid("There are no funding programmes yet."),
    fields=(
        Field("code", msgid("Code"), required=True, width="middle"),
        Field("name", msgid("Name of the programme"), required=True),
        Field(
            "support_threshold_hours",
            msgid("Threshold of trivial support in hours"),
            "number",
            hint=msgid("A person supported for fewer hours does not count."),
        ),
        Field("in_person_hours", msgid("Of these at least in person"), "number"),
        Field("retention_until", msgid("Evidence is kept until"), "date"),
        Field("publicity", msgid("Publicity on documents")),
        Field("note", msgid("Note"), "area"),
    ),
    columns=(
        Column(msgid("Code"), "code", href="/staff/programmes/{id}"),
        Column(msgid("Name of the programme"), "name"),
        Column(msgid("Threshold in hours"), "support_threshold_hours", "number"),
        Column(msgid("Evidence is kept until"), "retention_until", "date"),
    ),
    filters=(Field("q", msgid("Name or code")),),
)

nav = [NavItem(msgid("Projects"), "/staff/projects", 40, staff=True)]
routes = [
    *RecordPages(PROJECT).routes(),
    *ACTIVITY_PAGES.routes(),
    *INDICATOR_PAGES.routes(),
    *MILESTONE_PAGES.routes(),
    *RecordPages(PROGRAMME).routes(),
]

"""Working groups, their members, and their moves in the chart."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.event_fields import HEADING
from app.site.field_choices import load_choices
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import check, staff
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import OWN_GROUPS, OWN_PARTNERSHIPS, PARTNERSHIPS, PEOPLE
from app.site.pages import NavItem
from app.site.pages.staff_partnerships import GROUP_RULES, ORGANISATION, SPAN, WithRules
from app.site.record_pages import RecordPages
from app.site.records import PARTNERSHIP_COLUMN, Column, Part, Resource
from app.site.render import page, redirect, tell, url
from app.site.session import translator_of

KINDS = choices("group_kind")
SIDES = choices("side")
ROLES = choices("group_role")


def meeting_of(group: Record) -> dict[str, object]:
    """What the form of a new meeting of the group knows already."""
    return {"kind": "meeting", "partnership_id": group["partnership_id"], "group_id": group["id"]}


AT_THE_TOP = msgid("Nothing, it is at the top")
GROUP = Resource(
    pages="/staff/groups",
    type="working_group",
    api="/working-groups",
    order="name",
    one=msgid("Group"),
    change=msgid("Edit the group"),
    many=msgid("Groups"),
    add=msgid("Found a group"),
    none_yet=msgid("There are no groups yet."),
    advice=msgid("Begin with the steering group; working groups stand under it."),
    fields=(
        Field(
            "partnership_id", msgid("Partnership"), "pick", required=True, source=OWN_PARTNERSHIPS, on="new"
        ),
        Field("name", msgid("Name of the group"), required=True),
        Field("kind", msgid("Kind"), "choice", required=True, choices=KINDS, default="working"),
        Field("parent_id", msgid("Stands under"), "pick", source=OWN_GROUPS, empty=AT_THE_TOP, on="new"),
        Field("remit", msgid("Remit"), "area"),
        Field("target_groups", msgid("Target groups"), "lines"),
        Field("open_to_new_members", msgid("Open to new members"), "flag"),
        Field("joining_terms", msgid("How to join"), "area"),
        Field("since", msgid("Since"), "date", on="new"),
        Field("until", msgid("Until"), "date"),
        Field(
            "",
            msgid("Rules of the group"),
            HEADING,
            hint=msgid("What is left empty is as in the whole partnership."),
        ),
        *GROUP_RULES,
    ),
    columns=(
        Column(msgid("Group"), "name", href="/staff/groups/{id}"),
        PARTNERSHIP_COLUMN,
        Column(msgid("Kind"), "kind", "choice", KINDS),
        Column(msgid("Open to new members"), "open_to_new_members", "flag"),
        Column(msgid("Since"), "since", "date"),
        Column(msgid("Until"), "until", "date"),
    ),
    filters=(
        Field("q", msgid("Part of the name")),
        Field("kind", msgid("Kind"), "choice", choices=KINDS, empty=msgid("All kinds")),
        Field("partnership", msgid("Partnership"), "pick", source=PARTNERSHIPS, empty=msgid("All")),
    ),
    keeps=("applications",),
    parts=(
        Part(
            msgid("Members"),
            (
                Column(
                    msgid("Name"),
                    href="/staff/groups/{group_id}/members/{id}/edit",
                    needs="edit",
                    read=lambda row: row["person_name"] or row["organisation_name"],
                ),
                Column(msgid("Organisation"), "organisation_name"),
                Column(msgid("Role"), "role", "choice", ROLES),
                Column(msgid("Side"), "side", "choice", SIDES),
                Column(msgid("Votes"), "voting", "flag"),
                *SPAN,
                Column(
                    msgid("Promote"),
                    kind="post",
                    href="/staff/groups/{group_id}/members/{id}/promote",
                    needs="add_member",
                    read=lambda row: msgid("Make a member") if is_guest(row) else None,
                ),
            ),
            msgid("Nobody is a member yet."),
            api="/working-groups/{id}/members",
            order="name",
            new="/staff/groups/{id}/members/new",
            add=msgid("Add a member"),
        ),
        Part(
            msgid("Waiting for the next meeting"),
            (Column(msgid("Point of the agenda"), "title"), Column(msgid("Since"), "created_at", "date")),
            msgid("Nothing waits."),
            api="/working-groups/{id}/waiting-agenda",
            key="results",
        ),
        Part(
            msgid("Rules in this year"),
            (
                Column(msgid("Meeting"), "on", "date", href="/staff/events/{event_id}/members"),
                Column(msgid("What is wrong"), "detail"),
            ),
            msgid("All rules are kept."),
            api="/working-groups/{id}/rule-breaches",
            key="results",
        ),
        Part(
            msgid("Places in the chart"),
            (
                Column(msgid("Since"), "valid_from", "date"),
                Column(
                    msgid("Under the group"),
                    href="/staff/groups/{parent_id}",
                    read=lambda row: row.get("parent_name") or (row["parent_id"] and f"#{row['parent_id']}"),
                ),
            ),
            msgid("The group stands where it was founded."),
            rows=lambda record: record.get("placements") or [],
            new="/staff/groups/{id}/move",
            add=msgid("Move in the chart"),
        ),
    ),
    links=lambda record: [
        *(
            [(url("/staff/events/new", meeting_of(record)), msgid("New meeting"))]
            if "add_event" in record["allowed"]
            else []
        ),
        (f"/staff/events?group={record['id']}", msgid("Meetings and events")),
        (f"/partnerships/{record['partnership_id']}/meetings", msgid("Plan of meetings in the year")),
        (f"/staff/groups/{record['id']}/attachments", msgid("Files")),
        (f"/staff/tasks?group={record['id']}", msgid("Tasks of the group")),
        (f"/partnerships/{record['partnership_id']}/chart", msgid("Chart as of a date")),
        (f"/staff/decisions?group={record['id']}", msgid("Decisions")),
        *(
            [(f"/staff/groups/{record['id']}/applications", msgid("Applications to join"))]
            if "see_applications" in record["allowed"]
            else []
        ),
    ],
    instead=lambda group: (
        (f"/staff/groups/{group['id']}/edit#until", msgid("Give the group a last day"))
        if group["until"] is None
        else None
    ),
    template="staff/group.html",
)


class GroupPages(WithRules):
    """A group with its composition, for those who see its inside."""

    def list_context(self, request: Request, form: Form) -> Json:
        """Says what the list is narrowed to by the link that led here."""
        context = super().list_context(request, form)
        if not request.query_params.get("applications"):
            return context
        narrowed = translator_of(request).gettext("with applications to answer")
        return context | {"narrowed": narrowed, "filtered": True}

    async def detail_context(self, request: Request, record: Record) -> Json:
        context = await super().detail_context(request, record)
        if "see_members" not in record["allowed"]:
            return context | {"composition": None}
        found = await api_of(request).get(f"/working-groups/{record['id']}/composition")
        return context | {"composition": found.data}


def is_guest(row: Record) -> bool:
    """Of a member whose time has not ended."""
    return row["role"] == "guest" and row["until"] is None


MEMBER = Resource(
    people=True,
    pages="/staff/groups/{parent:int}/members",
    api="/working-groups/{parent}/members",
    back="/staff/groups/{parent}",
    one=msgid("Member"),
    change=msgid("Edit the membership"),
    many=msgid("Group"),
    add=msgid("Add a member"),
    intro=msgid("A person, an organisation, or a person for an organisation."),
    title=lambda record: str(record["person_name"] or record["organisation_name"]),
    fields=(
        Field("person_id", msgid("Person"), "find", source=PEOPLE, shown="person_name", on="new"),
        ORGANISATION,
        Field("role", msgid("Role"), "choice", required=True, choices=ROLES, default="member"),
        Field("side", msgid("Side"), "choice", choices=SIDES),
        Field("since", msgid("Since"), "date"),
        Field("until", msgid("Until"), "date"),
        Field("voting", msgid("Votes"), "flag", default="on"),
    ),
    listed=False,
    detailed=False,
)

MOVE = (
    Field("parent_id", msgid("Stands under"), "pick", source=OWN_GROUPS, empty=AT_THE_TOP),
    Field("valid_from", msgid("From the day"), "date", required=True),
)


async def move(request: Request) -> Response:
    """Another place in the chart from a day on; the history stays."""
    check((await api_of(request).get(f"/working-groups/{request.path_params['id']}")).record, "edit")
    return await _move_form(request, Form())


async def placed(request: Request) -> Response:
    form = await read_fields(request, MOVE)
    number = request.path_params["id"]
    path = f"/working-groups/{number}/placements"
    reply = await api_of(request).post(path, form.data, once=form.value("once"))
    if not reply.ok:
        return await _move_form(request, form.refused(reply), reply.status)
    return redirect(request, f"/staff/groups/{number}", translator_of(request).gettext("Saved."))


async def _move_form(request: Request, form: Form, status: int = 200) -> Response:
    _, number = translator_of(request).gettext, request.path_params["id"]
    group = (await api_of(request).get(f"/working-groups/{number}")).data
    form.typed.setdefault("partnership_id", group["partnership_id"])
    context = {
        "title": _("Move in the chart: %(what)s") % {"what": group["name"]},
        "crumbs": [("/staff/groups", _("Groups")), (f"/staff/groups/{number}", group["name"])],
        "form": form,
        "fields": MOVE,
        "offered": await load_choices(request, MOVE, form),
        "action": request.url.path,
        "intro": _("The chart of earlier days stays as it was."),
        "button": _("Move"),
        "back": f"/staff/groups/{number}",
    }
    return page(request, "staff/record_form.html", context, status=status)


async def promote(request: Request) -> Response:
    """A guest becomes a member from today on."""
    group, number = request.path_params["parent"], request.path_params["id"]
    reply = await api_of(request).post(f"/working-groups/{group}/members/{number}/promote")
    _ = translator_of(request).gettext
    return tell(request, f"/staff/groups/{group}", reply, _("The guest is a member from today on."))


nav = [NavItem(msgid("Groups"), "/staff/groups", 50, staff=True)]
routes = [
    *GroupPages(GROUP).routes(),
    *RecordPages(MEMBER).routes(),
    Route("/staff/groups/{parent:int}/members/{id:int}/promote", staff(promote), methods=["POST"]),
    Route("/staff/groups/{id:int}/move", staff(move)),
    Route("/staff/groups/{id:int}/move", staff(placed), methods=["POST"]),
]

"""Talks with possible partners: with whom, about what, what came out, what is next."""

from starlette.requests import Request

from app.core.text import msgid
from app.site.fields import Field
from app.site.json_values import Record
from app.site.lookups import ORGANISATIONS, OWN_GROUPS, OWN_PARTNERSHIPS, READ_GROUPS, READ_PARTNERSHIPS
from app.site.record_pages import RecordPages
from app.site.records import PARTNERSHIP_COLUMN, Column, Resource

HERE = "/staff/talks"
LATE = (("true", msgid("Overdue")),)
TALK = Resource(
    pages=HERE,
    type="talk",
    api="/talks",
    order="-on",
    one=msgid("Talk with a possible partner"),
    change=msgid("Edit the talk"),
    many=msgid("Talks with possible partners"),
    add=msgid("Write down a talk"),
    none_yet=msgid("No talk has been written down yet."),
    advice=msgid("Write down with whom you spoke, what came out, and what is next; the day is watched."),
    people=True,
    title=lambda record: f"{record['organisation_name']}: {record['topic']}",
    fields=(
        Field(
            "partnership_id", msgid("Partnership"), "pick", required=True, source=OWN_PARTNERSHIPS, on="new"
        ),
        Field("on", msgid("Day of the talk"), "date", required=True),
        Field(
            "organisation_id",
            msgid("Organisation of the directory"),
            "find",
            source=ORGANISATIONS,
            shown="organisation_of_directory",
        ),
        Field(
            "organisation_name",
            msgid("Another organisation"),
            hint=msgid("If it is not in the directory"),
            shown="other_organisation",
        ),
        Field("person", msgid("With whom")),
        Field("topic", msgid("About what"), required=True),
        Field("outcome", msgid("What came out"), "area"),
        Field("group_id", msgid("For the group"), "pick", source=OWN_GROUPS, shown="group_name"),
        Field("next_step", msgid("Next step")),
        Field("due", msgid("Until"), "date"),
        Field("done", msgid("The next step is done"), "flag"),
    ),
    columns=(
        Column(msgid("Day"), "on", "date"),
        Column(msgid("Organisation"), "organisation_name", href=HERE + "/{id}"),
        Column(msgid("About what"), "topic"),
        PARTNERSHIP_COLUMN,
        Column(msgid("Group"), "group_name"),
        Column(msgid("Next step"), "next_step"),
        Column(msgid("Until"), "due", "date"),
    ),
    filters=(
        Field("q", msgid("Words of the talk")),
        Field("partnership", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All")),
        Field("group", msgid("Group"), "pick", source=READ_GROUPS, empty=msgid("All")),
        Field(
            "overdue",
            msgid("Day of the next step"),
            "choice",
            choices=LATE,
            empty=msgid("All"),
        ),
    ),
    keeps=("organisation",),
)


class TalkPages(RecordPages):
    """The form asks for one of two: an organisation of the directory, or the name of another one."""

    def shaped(self, record: Record) -> Record:
        listed = record["organisation_id"] is not None
        name = record["organisation_name"]
        return {
            **record,
            "organisation_of_directory": name if listed else None,
            "organisation_name": "" if listed else name,
            "other_organisation": "" if listed else name,
        }

    async def facts(self, request: Request, record: Record) -> list[tuple[str, str]]:
        found = await super().facts(request, record)
        return found if record["next_step"] else found[:-1]


routes = TalkPages(TALK).routes()

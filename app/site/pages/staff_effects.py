"""Effects in the work area: what changed for people, with its source."""

from app.core.text import msgid
from app.site.fields import Field
from app.site.lookups import NEEDS, OWN_PARTNERSHIPS, READ_PARTNERSHIPS
from app.site.record_pages import RecordPages
from app.site.records import PARTNERSHIP_COLUMN, Column, Resource

EFFECT = Resource(
    pages="/staff/effects",
    type="effect",
    api="/effects",
    order="-since",
    one=msgid("Effect"),
    change=msgid("Edit the effect"),
    many=msgid("Effects"),
    add=msgid("Record an effect"),
    none_yet=msgid("No effect is recorded yet."),
    advice=msgid("Record what changed for people, in the words of the source."),
    under=(("/staff/needs", msgid("Needs")),),
    fields=(
        Field(
            "partnership_id", msgid("Partnership"), "pick", required=True, source=OWN_PARTNERSHIPS, on="new"
        ),
        Field("title", msgid("What changed"), required=True),
        Field("text", msgid("In the words of the source"), "area"),
        Field("since", msgid("Since"), "date", required=True),
        Field("quantity", msgid("How many"), "number", width="middle"),
        Field("unit", msgid("Of what"), hint=msgid("Such as clients or beds")),
        Field("source", msgid("Source"), required=True, hint=msgid("Where it is proved")),
        Field("need_id", msgid("Answers the need"), "find", source=NEEDS, shown="need_title"),
    ),
    columns=(
        Column(msgid("Effect"), "title", href="/staff/effects/{id}"),
        PARTNERSHIP_COLUMN,
        Column(msgid("How many"), "quantity", "number"),
        Column(msgid("Of what"), "unit"),
        Column(msgid("Since"), "since", "date"),
        Column(msgid("Source"), "source"),
        Column(msgid("Need"), "need_title", href="/staff/needs/{need_id}"),
    ),
    filters=(
        Field("q", msgid("Words of the effect")),
        Field("partnership", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All")),
    ),
    keeps=("need",),
    links=lambda record: [(f"/staff/effects/{record['id']}/attachments", msgid("Files"))],
)

routes = RecordPages(EFFECT).routes()

"""Why a record cannot be deleted, said where the link to delete it would stand."""

from typing import NamedTuple

from app.core.text import Translator
from app.site.json_values import Record
from app.site.labels import label

LISTS = {
    ("/events", "registration"): "/staff/events/{id}/registrations",
    ("/events", "attendance"): "/staff/events/{id}/registrations",
    ("/events", "invitation"): "/staff/events/{id}/invitations",
    ("/events", "minutes"): "/staff/events/{id}/minutes",
    ("/events", "need"): "/staff/needs?event={id}",
    ("/events", "task"): "/staff/tasks?event={id}",
    ("/series", "event"): "/staff/events?series={id}",
    ("/organisations", "person"): "/staff/people?organisation={id}",
    ("/organisations", "talk"): "/staff/talks?organisation={id}",
    ("/people", "task"): "/staff/tasks?owner={id}",
    ("/working-groups", "decision"): "/staff/decisions?group={id}",
    ("/working-groups", "event"): "/staff/events?group={id}",
    ("/working-groups", "need"): "/staff/needs?group={id}",
    ("/working-groups", "talk"): "/staff/talks?group={id}",
    ("/working-groups", "task"): "/staff/tasks?group={id}",
    ("/working-groups", "group_application"): "/staff/groups/{id}/applications",
    ("/partnerships", "decision"): "/staff/decisions?partnership={id}",
    ("/partnerships", "event"): "/staff/events?partnership={id}",
    ("/partnerships", "need"): "/staff/needs?partnership={id}",
    ("/partnerships", "person"): "/staff/people?partnership={id}",
    ("/partnerships", "project"): "/staff/projects?partnership={id}",
    ("/partnerships", "series"): "/staff/series?partnership={id}",
    ("/partnerships", "suggestion"): "/staff/suggestions?partnership={id}",
    ("/partnerships", "talk"): "/staff/talks?partnership={id}",
    ("/partnerships", "task"): "/staff/tasks?partnership={id}",
    ("/partnerships", "working_group"): "/staff/groups?partnership={id}",
    ("/projects", "event"): "/staff/events?project={id}",
    ("/projects", "series"): "/staff/series?project={id}",
    ("/funding-programmes", "project"): "/staff/projects?programme={id}",
}
"""Where records of a type that refer to one of a list are found."""


class Reason(NamedTuple):
    """What refers to the record, with the address of its list; empty where there is none."""

    words: str
    href: str


def reasons(api: str, record: Record, words: Translator) -> list[Reason]:
    """Of a record of this list; none when the reader may delete it, or not even without them.

    An event that took place is not meant to be deleted, so its page gives no reason either.
    """
    took_place = api == "/events" and record.get("status") == "held"
    if took_place or "delete" in record.get("allowed", ()):
        return []
    return [
        Reason(words.gettext(label(kind, "record_type")), LISTS.get((api, kind), "").format(id=record["id"]))
        for kind in record.get("referred_by") or ()
    ]

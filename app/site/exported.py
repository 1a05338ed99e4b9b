"""The export of a person in words: tables of rows, field by field."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from app.core.text import Translator, day, moment, msgid
from app.site.field_words import WORDS
from app.site.json_values import Json
from app.site.labels import LABELS
from app.site.pages.staff_letters import KINDS, STATES
from app.site.processing import ProcessingWords, processing_words

TABLES: dict[str, str] = {
    "account_person": msgid("Logins"),
    "person": msgid("Person"),
    "person_alias": msgid("Other spellings of the name"),
    "affiliation": msgid("Organisations over time"),
    "organisation": msgid("Contact of an organisation"),
    "organisation_contact": msgid("Contact of an organisation"),
    "record_merge": msgid("Merged records"),
    "partnership": msgid("Contact of a partnership"),
    "partnership_role": msgid("Roles in partnerships"),
    "group_member": msgid("Memberships of groups"),
    "letter": msgid("Letters"),
    "unsubscribed": msgid("No more invitations"),
    "event_person": msgid("Named at events"),
    "registration": msgid("Registrations"),
    "registration_need": msgid("Needs"),
    "attendance": msgid("Attendance"),
    "invitation": msgid("Invitations"),
    "series_enrolment": msgid("Enrolments in series"),
    "group_application": msgid("Applications to join a group"),
    "agenda_item": msgid("Points of the agenda"),
    "programme_person": msgid("Named in programmes"),
    "meeting_member": msgid("Meetings of groups"),
    "decision_member": msgid("Named by decisions"),
    "decision_ballot": msgid("Votes cast"),
    "task": msgid("Tasks"),
    "newsletter_subscription": msgid("Newsletters ordered"),
    "suggestion": msgid("Suggestions"),
    "access": msgid("Who looked at the data"),
}
FIELDS: dict[str, str] = {
    **WORDS,
    "action": msgid("What was done"),
    "at": msgid("When"),
    "cast_at": msgid("Voted on"),
    "decision": msgid("Decision"),
    "item": msgid("Point of the programme"),
    "presenter_name": msgid("Presented by"),
    "accessibility": msgid("Accessibility"),
    "address": msgid("Address"),
    "answered_at": msgid("Answered"),
    "answers": msgid("Answers"),
    "cancelled_at": msgid("Cancelled"),
    "cancelled_late": msgid("Cancelled late"),
    "consents": msgid("Consents"),
    "contact_email": msgid("E-mail"),
    "contact_name": msgid("Name"),
    "created_at": msgid("Written"),
    "diet": msgid("Diet"),
    "email": msgid("E-mail"),
    "error": msgid("What went wrong"),
    "event": msgid("Event"),
    "first_name": msgid("First name"),
    "function": msgid("Function"),
    "group": msgid("Group"),
    "kind": msgid("Kind"),
    "last_name": msgid("Last name"),
    "message": msgid("Message"),
    "method": msgid("How it was recorded"),
    "minutes": msgid("Minutes"),
    "mode": msgid("In the room or online"),
    "name": msgid("Name"),
    "note": msgid("Note"),
    "office": msgid("Office"),
    "organisation": msgid("Organisation"),
    "organisation_name": msgid("Organisation"),
    "partnership": msgid("Partnership"),
    "person": msgid("Person"),
    "phone": msgid("Phone"),
    "position": msgid("Position"),
    "reason": msgid("Reason"),
    "reason_before": msgid("Reason before"),
    "receiver": msgid("Receiver"),
    "recorded_at": msgid("Recorded"),
    "recorded_by": msgid("Recorded by"),
    "role": msgid("Role"),
    "sent_at": msgid("Sent"),
    "series": msgid("Series"),
    "session": msgid("When"),
    "side": msgid("Side"),
    "since": msgid("Since"),
    "source": msgid("How it was made"),
    "staff_note": msgid("Note of the staff"),
    "state": msgid("State"),
    "status": msgid("State"),
    "stay": msgid("Lodging and meals"),
    "subject": msgid("Subject"),
    "territory": msgid("Territory"),
    "text": msgid("Text"),
    "title_after": msgid("Title after the name"),
    "title_before": msgid("Title before the name"),
    "until": msgid("Until"),
    "user": msgid("Login"),
}
CODES: dict[tuple[str, str], Mapping[str, str]] = {
    ("registration", "status"): LABELS["registration_status"],
    ("registration", "source"): LABELS["registration_source"],
    ("attendance", "status"): LABELS["attendance_status"],
    ("attendance", "mode"): LABELS["attendance_mode"],
    ("attendance", "method"): LABELS["attendance_method"],
    ("invitation", "status"): LABELS["invitation_status"],
    ("letter", "kind"): dict(KINDS),
    ("letter", "state"): dict(STATES),
    ("event_person", "role"): LABELS["event_role"],
    ("programme_person", "role"): LABELS["programme_role"],
    ("group_member", "role"): LABELS["group_role"],
    ("group_member", "side"): LABELS["side"],
    ("group_application", "side"): LABELS["side"],
    ("group_application", "state"): LABELS["application_state"],
    ("meeting_member", "answer"): LABELS["member_answer"],
    ("decision_member", "role"): LABELS["group_role"],
    ("decision_member", "side"): LABELS["side"],
    ("decision_ballot", "vote"): LABELS["ballot"],
    ("task", "state"): LABELS["task_state"],
    ("suggestion", "state"): LABELS["suggestion_state"],
    ("access", "action"): LABELS["access_action"],
}
"""The words of fields whose values are codes."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class TableWords(NamedTuple):
    """One table of the export; each row is pairs of a field and its value."""

    title: str
    processings: list[ProcessingWords]
    rows: list[list[tuple[str, str]]]


def exported(export: Json, words: Translator) -> list[TableWords]:
    return [
        TableWords(
            words.gettext(TABLES.get(one["table"], one["table"])),
            processing_words(one, words),
            [
                [
                    (words.gettext(FIELDS.get(name, name)), _said(one["table"], name, value, words))
                    for name, value in row.items()
                ]
                for row in one["rows"]
            ],
        )
        for one in export["tables"]
    ]


def _said(table: str, name: str, value: Any, words: Translator) -> str:
    if (table, name) in CODES:
        return words.gettext(CODES[table, name].get(value, value))
    if isinstance(value, bool):
        return words.gettext("yes") if value else words.gettext("no")
    if isinstance(value, list):
        return ", ".join(_said(table, name, one, words) for one in value)
    if isinstance(value, dict):
        return "; ".join(
            f"{words.gettext(WORDS.get(key) or key)}: {_said(table, key, one, words)}"
            for key, one in value.items()
        )
    if name.endswith("_at") or name in ("at", "session"):
        return moment(datetime.fromisoformat(value), words.lang)
    if DAY.fullmatch(str(value)):
        return day(date.fromisoformat(value), words.lang)
    return str(value)

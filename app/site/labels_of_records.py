"""The code lists of registrations, attendance, series, projects and keys in words; `labels` has them all."""

from app.core.text import msgid

OF_RECORDS: dict[str, dict[str, str]] = {
    "registration_source": {
        "public": msgid("By the person"),
        "staff": msgid("By the staff"),
        "walk_in": msgid("At the door"),
        "api": msgid("By another system"),
        "member": msgid("As a member of the group"),
    },
    "referred_type": {"territory": msgid("Territory"), "venue": msgid("Place")},
    "move_up": {
        "auto": msgid("goes to the first who waits"),
        "offer": msgid("is offered to the first who waits"),
    },
    "attendance_mode": {"in_person": msgid("In person"), "online": msgid("Online")},
    "attendance_method": {
        "manual": msgid("Ticked in the list"),
        "qr": msgid("By the code of the ticket"),
        "sheet": msgid("Copied from the sheet"),
        "self": msgid("By the participant"),
        "api": msgid("By another system"),
    },
    "seat_allocation": {
        "first_come": msgid("First come, first served"),
        "series_first": msgid("Those who take the whole series first"),
    },
    "computation": {
        "manual": msgid("Typed in by hand"),
        "events_held": msgid("Events held"),
        "attendances": msgid("Attendances"),
        "participants": msgid("Participants, each once"),
        "supported_persons": msgid("Supported persons over the threshold"),
    },
    "language": {"cs": msgid("Czech"), "en": msgid("English")},
    "scope": {
        "schedule:read": msgid("Read the schedule"),
        "events:read": msgid("Read events"),
        "events:write": msgid("Create and change events"),
        "registrations:read": msgid("Read registrations"),
        "registrations:write": msgid("Sign people up"),
        "participant-needs:read": msgid("Read what participants need (health)"),
        "attendance:read": msgid("Read attendance"),
        "attendance:write": msgid("Record attendance"),
        "people:read": msgid("Read people, also in groups, tasks and minutes"),
        "people:write": msgid("Create and change people"),
        "organisations:read": msgid("Read organisations"),
        "organisations:write": msgid("Create and change organisations"),
        "partnerships:read": msgid("Read partnerships and groups"),
        "partnerships:write": msgid("Change partnerships and groups"),
        "projects:read": msgid("Read projects"),
        "projects:write": msgid("Change projects"),
        "dashboards:read": msgid("Read dashboards"),
        "changes:read": msgid("Follow changes"),
        "metrics:read": msgid("Read the figures of the server"),
        "export": msgid("Fetch files with people"),
    },
}

"""The code lists of the API in words: `{{ event["kind"] | label("event_kind") }}`."""

from app.core.text import msgid

LABELS: dict[str, dict[str, str]] = {
    "partnership_kind": {
        "local_partnership": msgid("Local partnership"),
        "community_planning": msgid("Community planning"),
        "regional_planning": msgid("Regional planning"),
        "transformation": msgid("Transformation of services"),
        "other": msgid("Other"),
    },
    "group_kind": {
        "steering": msgid("Steering group"),
        "working": msgid("Working group"),
        "coordination": msgid("Coordination team"),
        "project_support": msgid("Project support group"),
        "implementation": msgid("Implementation team"),
        "multidisciplinary": msgid("Multidisciplinary team"),
        "open": msgid("Open group"),
        "other": msgid("Other group"),
    },
    "event_kind": {
        "meeting": msgid("Meeting"),
        "round_table": msgid("Round table"),
        "training": msgid("Training"),
        "seminar": msgid("Seminar"),
        "workshop": msgid("Workshop"),
        "public_hearing": msgid("Public hearing"),
        "focus_group": msgid("Focus group"),
        "conference": msgid("Conference"),
        "supervision": msgid("Supervision"),
        "consultation": msgid("Consultation"),
    },
    "event_status": {
        "draft": msgid("Draft"),
        "planned": msgid("Planned"),
        "open": msgid("Open for sign-up"),
        "closed": msgid("Sign-up closed"),
        "held": msgid("Held"),
        "cancelled": msgid("Cancelled"),
    },
    "visibility": {
        "public": msgid("Public"),
        "members": msgid("Members only"),
        "internal": msgid("Internal"),
    },
    "organisation_kind": {
        "municipality": msgid("Municipality"),
        "region": msgid("Region"),
        "state": msgid("State authority"),
        "ngo": msgid("Non-profit organisation"),
        "church": msgid("Church organisation"),
        "school": msgid("School"),
        "health": msgid("Health care"),
        "police": msgid("Police"),
        "labour_office": msgid("Labour Office"),
        "company": msgid("Company"),
        "other": msgid("Other"),
    },
    "side": {
        "commissioner": msgid("Commissioner"),
        "provider": msgid("Provider"),
        "user": msgid("User of services"),
        "public": msgid("The public"),
    },
    "territory_level": {
        "country": msgid("State"),
        "region": msgid("Region"),
        "district": msgid("District"),
        "orp": msgid("Municipality with extended powers (ORP)"),
        "municipality": msgid("Municipality"),
    },
    "seats": {
        "free": msgid("Seats available"),
        "waiting": msgid("Full – waiting list"),
        "full": msgid("Full"),
        "invitation": msgid("By invitation only"),
        "members": msgid("For members"),
        "closed": msgid("Sign-up closed"),
    },
    "registration_status": {
        "confirmed": msgid("Confirmed"),
        "pending": msgid("Waiting for approval"),
        "waiting": msgid("On the waiting list"),
        "offered": msgid("A seat is offered"),
        "declined": msgid("Declined"),
        "cancelled": msgid("Cancelled"),
        "expired": msgid("The offer has expired"),
    },
    "registration_policy": {
        "open": msgid("Open to everybody"),
        "approval": msgid("Sign-up needs approval"),
        "invitation": msgid("By invitation only"),
        "members": msgid("For members"),
    },
    "attendance_status": {
        "present": msgid("Present"),
        "excused": msgid("Excused"),
        "absent": msgid("Absent"),
        "unknown": msgid("Not recorded"),
    },
    "invitation_status": {
        "sent": msgid("Waiting for an answer"),
        "accepted": msgid("Accepted"),
        "declined": msgid("Cannot come"),
        "withdrawn": msgid("Withdrawn"),
    },
    "event_role": {
        "facilitator": msgid("Facilitator"),
        "lecturer": msgid("Lecturer"),
        "organiser": msgid("Organiser"),
    },
    "merged": {
        "account_person": msgid("Logins"),
        "affiliation": msgid("Organisations over time"),
        "event": msgid("Events"),
        "event_person": msgid("Named at events"),
        "group_member": msgid("Memberships of groups"),
        "invitation": msgid("Invitations"),
        "partnership_member": msgid("Memberships of partnerships"),
        "partnership_role": msgid("Roles in partnerships"),
        "person": msgid("People"),
        "person_alias": msgid("Other spellings of the name"),
        "project": msgid("Projects"),
        "project_partner": msgid("Partners of projects"),
        "registration": msgid("Registrations"),
        "round_table_invitation": msgid("Named at round tables"),
        "seat_block": msgid("Kept seats"),
        "series_enrolment": msgid("Enrolments in series"),
    },
    "round_state": {
        "came": msgid("came"),
        "registered": msgid("signed up"),
        "invited": msgid("invited, no answer"),
        "not_recorded": msgid("attendance not recorded"),
        "did_not_come": msgid("did not come"),
        "declined": msgid("cannot come"),
        "not_invited": msgid("not invited"),
    },
    "invited_role": {
        "ospod": msgid("Child protection (OSPOD)"),
        "social_work": msgid("Municipal social work"),
        "self_government": msgid("Self-government"),
        "nzdm": msgid("Low-threshold clubs (NZDM)"),
        "sas": msgid("Activation services for families (SAS)"),
    },
    "role": {
        "admin": msgid("Administrator"),
        "coordinator": msgid("Coordinator"),
        "facilitator": msgid("Facilitator"),
        "member": msgid("Member"),
        "auditor": msgid("Auditor"),
    },
    "hit_type": {
        "person": msgid("People"),
        "event": msgid("Events"),
        "organisation": msgid("Organisations"),
        "group": msgid("Groups"),
        "project": msgid("Projects"),
        "partnership": msgid("Partnerships"),
    },
    "project_state": {
        "idea": msgid("Idea"),
        "fiche": msgid("Project fiche"),
        "application": msgid("Application"),
        "approved": msgid("Approved"),
        "contracted": msgid("Contracted"),
        "running": msgid("Running"),
        "closed": msgid("Closed"),
        "rejected": msgid("Rejected"),
    },
    "personal_data": {
        "name": msgid("Name"),
        "contact": msgid("E-mail, phone"),
        "organisation": msgid("Organisation, position"),
        "details": msgid("Phone, note, answers, lodging and meals for an event"),
        "needs": msgid("Accessibility, diet"),
        "attendance": msgid("Registrations, attendance and hours"),
        "consents": msgid("Consents"),
        "invitations": msgid("Invitations"),
        "memberships": msgid("Groups, roles, events you lead or lecture at"),
        "letters": msgid("Letters to you"),
        "notes": msgid("Notes of the staff"),
        "login": msgid("Login"),
        "changes": msgid("Records of who changed what"),
        "refusals": msgid("That you want no more invitations"),
    },
    "purpose": {
        "sign_up": msgid("to register you and tell you about changes"),
        "catering": msgid("to prepare what you need to take part"),
        "evidence": msgid("to issue certificates and to account for the support to the funder"),
        "cooperation": msgid("to show who cooperates for which organisation"),
        "inviting": msgid("to invite you"),
        "informing": msgid("to write to you"),
        "publicity": msgid("photographs and newsletter"),
        "working": msgid("to sign you in and know what you may do"),
        "accountability": msgid("to prove who did what"),
        "respect": msgid("to respect your wish"),
    },
    "ground": {
        "public_task": msgid("a task in the public interest, Art. 6(1)(e)"),
        "legal_duty": msgid("a legal obligation, Art. 6(1)(c)"),
        "consent": msgid("your consent, Art. 6(1)(a)"),
        "health_consent": msgid("your explicit consent, Art. 9(2)(a)"),
    },
    "cell_state": {
        "missing": msgid("Missing"),
        "planned": msgid("Planned"),
        "held": msgid("Held"),
        "cancelled": msgid("Cancelled"),
    },
}

TONES: dict[str, dict[str, str]] = {
    "event_status": {"open": "good", "planned": "info", "cancelled": "bad", "draft": "warn"},
    "seats": {"free": "good", "waiting": "warn", "full": "bad"},
    "letter_state": {"sent": "good", "open": "info", "refused": "bad", "failed": "bad"},
    "project_state": {
        "running": "good",
        "contracted": "good",
        "approved": "info",
        "rejected": "bad",
        "idea": "warn",
    },
    "invitation_status": {"sent": "warn", "accepted": "good", "otherwise": "good", "declined": "bad"},
    "registration_status": {
        "confirmed": "good",
        "offered": "info",
        "waiting": "warn",
        "pending": "warn",
        "declined": "bad",
        "cancelled": "bad",
        "expired": "bad",
    },
}
"""The colours of badges; codes that are not named have none."""


def label(code: str | None, kind: str) -> str:
    """The English words for a code, to be translated by `gettext`; a code we do not know stands as it is."""
    return LABELS[kind].get(code or "", code or "")


def tone(code: str, kind: str) -> str:
    return TONES[kind].get(code, "")


def choices(kind: str) -> list[tuple[str, str]]:
    """`(code, msgid)` pairs for a `<select>`, in the order of the contract."""
    return list(LABELS[kind].items())

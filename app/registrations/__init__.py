"""Sign-up, the waiting list and the own link."""

from app.core.errors import ProblemType, register

register(
    problems={
        "registration_closed": ProblemType(409, "Registration is not open."),
        "not_invited": ProblemType(409, "This event is by invitation only."),
        "already_registered": ProblemType(409, "This person is already signed up."),
        "full": ProblemType(409, "All seats are taken."),
        "organisation_limit": ProblemType(409, "At most {limit} people of one organisation may sign up."),
        "no_address": ProblemType(409, "This person has no e-mail address."),
        "offer_expired": ProblemType(409, "The offer is no longer valid."),
        "mailbox_seats": ProblemType(409, "At most {limit} people may be signed up from one e-mail address."),
        "undo_closed": ProblemType(
            409, "The sign-up can be taken back for an hour, until the link in the e-mail has been used."
        ),
        "link_expired": ProblemType(410, "This link has expired."),
        "confirmation_expired": ProblemType(
            409, "The sign-up was not confirmed in time. Please sign up again."
        ),
    },
    fields={
        "already_registered": "This person is already signed up.",
        "not_invited": "This person is not a member of the group.",
    },
)

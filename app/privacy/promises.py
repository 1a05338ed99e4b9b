"""What the notice for the public promises, and the code that keeps each promise."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from app.core import retention
from app.invitations import forget as invitations
from app.letters import unsubscribe
from app.messages import forget as messages
from app.privacy import evidence, inactive
from app.registrations import details, needs, own_link


class Promise(StrEnum):
    """One sentence of the notice."""

    NEEDS_END = "needs_end"
    DETAILS_END = "details_end"
    EVIDENCE_ENDS = "evidence_ends"
    PEOPLE_END = "people_end"
    LETTERS_END = "letters_end"
    CHANGES_END = "changes_end"
    CORRECT = "correct"
    NO_INVITATIONS = "no_invitations"


KEPT_BY: Mapping[Promise, tuple[Callable[..., object], ...]] = {
    Promise.NEEDS_END: (needs.delete_due, needs.delete_of_event),
    Promise.DETAILS_END: (details.blank_due, invitations.blank_due),
    Promise.EVIDENCE_ENDS: (evidence.finish_due,),
    Promise.PEOPLE_END: (inactive.erase_due,),
    Promise.LETTERS_END: (retention.forget_letters, messages.delete_due),
    Promise.CHANGES_END: (retention.forget_changes,),
    Promise.CORRECT: (own_link.update_my_registration,),
    Promise.NO_INVITATIONS: (unsubscribe.is_unsubscribed,),
}

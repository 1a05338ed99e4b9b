"""What the notice for the public promises, and the code that keeps each promise."""

from collections.abc import Callable, Mapping

from app.attendance import reliability
from app.core import retention
from app.invitations import forget as invitations
from app.letters import unsubscribe
from app.messages import forget as messages
from app.privacy import erase, evidence, export, inactive, own_data, own_rights
from app.privacy.shapes import Promise
from app.registrations import details, needs, own_link

KEPT_BY: Mapping[Promise, tuple[Callable[..., object], ...]] = {
    Promise.NEEDS_END: (needs.delete_due, needs.delete_of_event),
    Promise.DETAILS_END: (details.blank_due, invitations.blank_due),
    Promise.EVIDENCE_ENDS: (evidence.finish_due,),
    Promise.PEOPLE_END: (inactive.erase_due,),
    Promise.LETTERS_END: (retention.forget_letters, messages.delete_due),
    Promise.CHANGES_END: (retention.forget_changes,),
    Promise.CORRECT: (own_link.update_my_registration,),
    Promise.COPY: (own_data.request_data, own_data.my_data, export.export_person),
    Promise.ERASE: (erase.erase,),
    Promise.WITHDRAW: (own_rights.withdraw_own_consents, own_data.withdraw_consents),
    Promise.NO_SHOWS: (
        reliability.may_be_counted,
        own_rights.object_by_registration,
        own_data.object_to_profiling,
    ),
    Promise.NO_INVITATIONS: (unsubscribe.is_unsubscribed,),
}

"""What a partnership has done by mail: reminders, which an event may set otherwise, thanks, confirmations."""

from app.core.text import msgid
from app.site.fields import Field

OF_PARTNERSHIP = (
    Field(
        "reminder_days",
        msgid("Reminders: so many days before an event"),
        "days",
        default="7, 1",
        hint=msgid("Several with a comma between them: 7, 1. Empty: nobody is reminded."),
    ),
    Field("thanks_letter", msgid("Thank those who came by a letter the morning after"), "flag"),
    Field(
        "confirm_address", msgid("At all events a sign-up counts once its mailbox has confirmed it"), "flag"
    ),
)
OF_EVENT = Field(
    "registration-reminder_days",
    msgid("Reminders: so many days before the event"),
    "days",
    nullable=True,
    hint=msgid("With a comma between them: 7, 1. Empty: as the partnership does. 0: none."),
)

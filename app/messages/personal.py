"""What messages to participants hold of people: a text may name one."""

from app.core.personal import Data, Ground, Kept, Personal, Purpose, declare, same
from app.messages.models import Message

MESSAGE = Personal(Data.LETTERS, Purpose.INFORMING, Ground.PUBLIC_TASK, Kept.MESSAGES)

declare(Message, same(MESSAGE, "subject", "text", "registration_ids"), other=("statuses",))

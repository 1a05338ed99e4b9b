"""Messages of coordinators to the participants of an event."""

from app.core.errors import register

register(
    fields={
        "no_receivers": "There is nobody to write to: none of them has an e-mail address.",
        "nobody_there": "There is nobody to write to: nobody is in that state.",
    }
)

"""Projects, their activities, funding and indicators."""

from app.core.errors import register

register(
    fields={
        "sum_not_100": "The shares must add up to 100 %.",
    },
)

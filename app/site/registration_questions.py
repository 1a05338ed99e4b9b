"""What the form of an event asks, as fields of the work area."""

from app.core.text import Language, Translator, msgid
from app.site import sign_up_questions
from app.site.fields import Field
from app.site.json_values import Record

ANSWER_KINDS = {
    "long_text": "area",
    "number": "number",
    "yes_no": "flag",
    "choice": "choice",
    "choices": "many",
}
BOXES = ("yes_no", "choices")


def questions(event: Record, words: Translator, answers: Record | None = None) -> list[Field]:
    """The event's own questions as fields; what depends on another answer says so.

    `answers` as in `sign_up_questions.questions_of`.
    """
    return [
        Field(
            f"answers-{question['name']}",
            question["label"],
            ANSWER_KINDS.get(question["kind"], "text"),
            required=question["required"] and not question["hidden"] and question["kind"] not in BOXES,
            hint=" ".join(filter(None, (question["condition"], question["help"]))),
            choices=[(option, option) for option in question["options"]],
            nullable=True,
        )
        for question in sign_up_questions.questions_of(event["registration"]["fields"], words, answers)
    ]


def stay(event: Record, lang: Language) -> list[Field]:
    """The nights and the meals that can be taken."""
    offered = sign_up_questions.stay_options(event["registration"]["stay"], lang)
    return [
        Field(f"stay-{what}", label, "many", choices=offered[what])
        for what, label in (("lodging", msgid("Lodging")), ("meals", msgid("Meals")))
        if offered[what]
    ]

"""Texts of the forms that the rules were made for."""

from typing import Any

from tests.minutes_shapes.expected_forms_listed import FORMS_LISTED
from tests.minutes_shapes.expected_forms_prose import FORMS_PROSE
from tests.minutes_shapes.expected_forms_voted import FORMS_VOTED

FORMS: dict[str, dict[str, Any]] = {**FORMS_PROSE, **FORMS_VOTED, **FORMS_LISTED}

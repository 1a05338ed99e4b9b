"""Texts of the forms that the rules were made for."""

from typing import Any

from tests.minutes_shapes.expected_forms_first import FORMS_FIRST
from tests.minutes_shapes.expected_forms_second import FORMS_SECOND
from tests.minutes_shapes.expected_forms_third import FORMS_THIRD

FORMS: dict[str, dict[str, Any]] = {**FORMS_FIRST, **FORMS_SECOND, **FORMS_THIRD}

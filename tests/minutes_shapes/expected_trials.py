"""Texts that were measured before the rules had seen them, in four trials."""

from typing import Any

from tests.minutes_shapes.expected_trial_a_odd import TRIAL_A_ODD
from tests.minutes_shapes.expected_trial_a_ordinary import TRIAL_A_ORDINARY
from tests.minutes_shapes.expected_trial_b_odd import TRIAL_B_ODD
from tests.minutes_shapes.expected_trial_b_ordinary import TRIAL_B_ORDINARY
from tests.minutes_shapes.expected_trial_c_odd import TRIAL_C_ODD
from tests.minutes_shapes.expected_trial_c_ordinary import TRIAL_C_ORDINARY
from tests.minutes_shapes.expected_trial_d_odd import TRIAL_D_ODD
from tests.minutes_shapes.expected_trial_d_ordinary import TRIAL_D_ORDINARY

TRIALS: dict[str, dict[str, Any]] = {
    **TRIAL_A_ORDINARY,
    **TRIAL_A_ODD,
    **TRIAL_B_ORDINARY,
    **TRIAL_B_ODD,
    **TRIAL_C_ORDINARY,
    **TRIAL_C_ODD,
    **TRIAL_D_ORDINARY,
    **TRIAL_D_ODD,
}

"""Long lists that a test walks through: a share of each in every run, the whole of it in the soak."""

import pytest

each = pytest.mark.parametrize(
    "every", [pytest.param(6, id="each sixth"), pytest.param(1, id="all", marks=pytest.mark.soak)]
)
"""`every` is the step with which a test walks through its list."""

"""The reference programme with invented people, for a first look and for tests.

The figures are those of published presentations and minutes. The people are invented, and all addresses end
in `.example`. A follow-up project is dated around today, so that the dashboards have something to show.
"""

from app.demo.loading import NotEmptyError, is_empty, is_loaded, load
from app.demo.logins import LOGINS, Login

__all__ = ["LOGINS", "Login", "NotEmptyError", "is_empty", "is_loaded", "load"]

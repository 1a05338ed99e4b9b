"""Lists of events and registrations hold plain values, which are those of the views of single records."""

from app.courses.models import EventKind
from app.events.detail import SHAPES
from app.registrations.shapes import RegistrationView
from tests.clients import Api

KINDS = {"/round-tables": "round_table", "/trainings": "training", "/meetings": "meeting"}
CROWDS = 3
"""The events whose registrations are compared, the largest first."""


def test_the_row_of_an_event_is_what_its_own_address_answers(api: Api) -> None:
    rows = api.rows("/events?limit=200")
    assert len({row["kind"] for row in rows}) > 2
    for row in rows:
        assert list(row) == list(SHAPES[EventKind(row["kind"])].model_fields)
        assert row == api.get(f"/events/{row['id']}").json()


def test_staff_see_the_same_in_a_list_apart_from_what_only_single_answers_tell(admin: Api) -> None:
    for kind in EventKind:
        for row in admin.rows(f"/events?kind={kind}&limit=200&sort=-waiting")[:6]:
            assert list(row) == list(SHAPES[kind].model_fields)
            assert row == admin.get(f"/events/{row['id']}").json() | {"clashes": None, "referred_by": None}


def test_lists_of_one_kind_have_the_same_rows(admin: Api) -> None:
    for path, kind in KINDS.items():
        assert admin.rows(f"{path}?limit=200") == admin.rows(f"/events?kind={kind}&limit=200")


def test_the_row_of_a_registration_is_a_part_of_what_its_own_address_answers(admin: Api) -> None:
    for sort in ("-confirmed", "-waiting"):
        for event in admin.rows(f"/events?limit=200&sort={sort}")[:CROWDS]:
            rows = admin.rows(f"/events/{event['id']}/registrations?limit=200")
            for row in rows[-8:]:
                assert list(row) == list(RegistrationView.model_fields)
                own = admin.get(f"/registrations/{row['id']}").json()
                assert row == {name: own[name] for name in row}

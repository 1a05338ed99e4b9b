"""The journey of another system, with the client that openapi-python-client makes (as package `stul`)."""

import sys
from uuid import uuid4

from stul import AuthenticatedClient, Client
from stul.api.accounts import login
from stul.api.documents import attendance_sheet
from stul.api.events_and_schedule import create_event, delete_event, list_events
from stul.api.registrations import create_registration
from stul.models import Credentials, Deleted, EventCreate, EventKind, Receipt, RegistrationCreate


def main(url: str, email: str, password: str, partnership: int, event: int) -> None:
    session = login.sync(client=Client(url), body=Credentials(email=email, password=password))
    client = AuthenticatedClient(url, session.token)

    page = list_events.sync(client=client, limit=20, count=True)
    ids = [row.id for row in page.results]
    while page.next_:
        cursor = page.next_.partition("cursor=")[2].partition("&")[0]
        page = list_events.sync(client=client, limit=20, count=True, cursor=cursor)
        ids += [row.id for row in page.results]
    assert len(ids) == len(set(ids)) == page.total

    key = uuid4().hex
    person = RegistrationCreate(first_name="Pia", last_name="Klientská", email=f"{key}@klient.example")
    sent = {"client": Client(url), "body": person, "idempotency_key": key}
    receipts = [create_registration.sync(event, **sent) for _ in range(2)]
    assert isinstance(receipts[0], Receipt) and receipts[0].id == receipts[1].id

    sheet = attendance_sheet.sync(event, client=client)
    assert sheet.payload.read().startswith(b"%PDF")

    since = list_events.sync(client=client, limit=1).synced_until
    draft = EventCreate(partnership_id=partnership, kind=EventKind.SEMINAR, title="Založeno klientem")
    made = create_event.sync(client=client, body=draft)
    changed = list_events.sync(client=client, updated_since=since)
    assert made.id in [row.id for row in changed.results if not isinstance(row, Deleted)]
    delete_event.sync(made.id, client=client, if_match=f'"{made.version}"')
    changed = list_events.sync(client=client, updated_since=since)
    assert made.id in [row.id for row in changed.results if isinstance(row, Deleted)]


if __name__ == "__main__":
    base, name, secret, *numbers = sys.argv[1:]
    main(base, name, secret, *map(int, numbers))

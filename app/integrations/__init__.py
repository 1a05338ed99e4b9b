"""The change feed and the outbox, for other systems and for the staff."""

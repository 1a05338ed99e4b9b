"""Rights of people: the notice, export, erasure, objection, and the daily run that deletes what is over."""

"""Fuzzing of every parser of bytes from outside: `python -m tests.fuzz form` runs until it finds one."""

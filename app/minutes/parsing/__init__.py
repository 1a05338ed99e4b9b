"""Reads minutes that were written elsewhere: plain text in, a proposal with the source of each field out.

Deterministic, without network and database. A field that is not certain stays empty.
"""

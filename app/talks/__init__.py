"""Talks with possible partners: with whom, about what, what came out, what is next."""

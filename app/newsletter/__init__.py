"""The newsletter of a partnership: composed of what is new, sent to those who asked for it, kept for all."""

"""Suggestions and questions from members and the public, outside meetings: answered, passed on, watched."""

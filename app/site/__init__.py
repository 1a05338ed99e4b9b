"""The pages: a client of the API like any other, which knows no domain and no database."""

"""Figures, each beside its floor: the same rows through bare psycopg, the bare parser, an empty view."""

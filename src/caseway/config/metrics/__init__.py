"""Figures for Prometheus: what this `web` answered and how fast, and what waits in the database."""

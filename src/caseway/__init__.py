"""Caseway: customer service from first contact to resolution."""

__version__ = "0.1.0"

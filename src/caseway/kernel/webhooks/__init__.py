"""Webhooks by the Standard Webhooks specification: which addresses, what is due to them, and sending it."""

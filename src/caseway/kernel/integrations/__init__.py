"""Settings pages for programs that talk with Caseway: API tokens and webhooks."""

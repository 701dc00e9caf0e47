from caseway.workspace.queries.console import console_of

__all__ = ["console_of"]

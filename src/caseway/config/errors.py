"""What the person who starts Caseway can mend."""


class StartError(Exception):
    """Caseway, or one command of it, cannot start; the message is a sentence that says what to do."""

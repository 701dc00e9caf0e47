"""IMAP sessions."""


class ImapSessions:
    def start(self) -> None: ...

    def stop(self) -> None: ...

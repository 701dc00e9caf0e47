"""What is usual of each way in which mail is fetched."""

USUAL_PORTS = {
    ("imap", "tls"): 993,
    ("imap", "starttls"): 143,
    ("imap", "none"): 143,
    ("pop3", "tls"): 995,
    ("pop3", "starttls"): 110,
    ("pop3", "none"): 110,
}


def usual_port(way: str, security: str) -> int:
    return USUAL_PORTS.get((way, security), 0)

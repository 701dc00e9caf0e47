"""Opens one protected mail in a process of its own, with little memory and time: hostile input ends it, not us.

Reads one JSON object from standard input and answers with one.
"""

import base64
import json
import resource
import sys
from dataclasses import asdict
from datetime import datetime

from .model import Key, Scheme
from .opening import open_mail

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 20


def answer(question: str) -> str:
    """Bytes are in base64; the answer is `{}` for a mail without protection."""
    asked = json.loads(question)
    keys = [Key(Scheme(key["scheme"]), key["public"], key["secret"], key["passphrase"]) for key in asked["keys"]]
    raw, at = base64.b64decode(asked["raw"]), datetime.fromisoformat(asked["at"])
    opened = open_mail(raw, keys, asked["sender"], at)
    if opened is None:
        return "{}"
    return json.dumps({"protection": asdict(opened.protection), "entity": base64.b64encode(opened.entity).decode()})


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    sys.stdout.write(answer(sys.stdin.read()))

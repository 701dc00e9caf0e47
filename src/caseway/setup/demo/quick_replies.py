"""What the demo company's agents often say."""

from caseway.operations.models import QuickReply

HELLO = "Hello {{ contact.first_name }},"
TEXTS = {
    "Ask for a photo": """could you send us a photo of the machine and of the plate on its back?
Just answer this message: it belongs to {{ case.number }}.""",
    "Ask for the serial number": """we need the serial number to find your machine.
It stands on the plate below the water tank and begins with two letters.""",
    "A part is on its way": """the part leaves our warehouse today and reaches {{ account.name | default: 'you' }}
within two working days. Nothing needs to be sent back.""",
    "Is it solved?": """does everything work again? If we hear nothing we close {{ case.number }} in three days;
you can answer this message at any time.""",
}
FOUND_BY = {
    "Ask for a photo": ("photo", ["question"]),
    "Ask for the serial number": ("serial", ["question"]),
    "A part is on its way": ("part", ["parts"]),
    "Is it solved?": ("solved", ["closing"]),
}


def make_quick_replies() -> None:
    for name, text in TEXTS.items():
        shortcut, tags = FOUND_BY[name]
        body = f"<p>{HELLO}</p><p>{' '.join(text.split())}</p>"
        QuickReply.objects.create(name=name, shortcut=shortcut, tags=tags, language="en", body=body)

"""Keys that open, check and sign mail, as the API writes and reads them."""

import base64
from datetime import datetime
from typing import Annotated

from caseway.kernel.api import Input, Schema, of_length


class KeyIn(Input):
    """A key as text: PEM or armored OpenPGP; of PKCS#12, the file in base64. The secret part is never shown again."""

    data: Annotated[str, of_length(1_000_000, 1)]
    passphrase: Annotated[str, of_length(500)] = ""

    def file(self) -> bytes:
        """The bytes of the file."""
        if "-----BEGIN " in self.data:
            return self.data.encode()
        try:
            return base64.b64decode(self.data)
        except ValueError:
            return self.data.encode()


class KeyChange(Input):
    """Whether it signs what leaves from its mailbox."""

    signs: bool


class KeyOut(Schema):
    id: int
    mailbox_id: int
    scheme: str
    names: str
    fingerprint: str
    expires_at: datetime | None
    is_ours: bool
    signs: bool


class SigningKeyIn(Input):
    domain: Annotated[str, of_length(253, 1)]


class SigningKeyOut(Schema):
    """`record_name` and `record_value` are the TXT record that the domain must publish."""

    id: int
    domain: str
    selector: str
    state: str
    record_name: str
    record_value: str
    made_at: datetime
    used_since: datetime | None

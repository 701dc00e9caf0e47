"""How a request to Amazon S3 is signed (AWS Signature Version 4)."""

import hashlib
import hmac
from datetime import datetime

ALGORITHM, ENDING = "AWS4-HMAC-SHA256", "aws4_request"


def headers_to_get(host: str, path: str, *, region: str, key: str, secret: str, at: datetime) -> dict[str, str]:
    """For reading what stands at `path`, as it is written in the request, in a moment given in UTC."""
    day, moment = f"{at:%Y%m%d}", f"{at:%Y%m%dT%H%M%SZ}"
    nothing = _hashed("")
    headers = {"host": host, "x-amz-content-sha256": nothing, "x-amz-date": moment}
    names = ";".join(headers)
    asked = "\n".join(["GET", path, "", *(f"{name}:{value}" for name, value in headers.items()), "", names, nothing])
    scope = f"{day}/{region}/s3/{ENDING}"
    signature = hmac.digest(
        _signing_key(secret, day, region), "\n".join([ALGORITHM, moment, scope, _hashed(asked)]).encode(), "sha256"
    ).hex()
    shown = f"{ALGORITHM} Credential={key}/{scope},SignedHeaders={names},Signature={signature}"
    return headers | {"authorization": shown}


def _signing_key(secret: str, day: str, region: str) -> bytes:
    made = f"AWS4{secret}".encode()
    for step in (day, region, "s3", ENDING):
        made = hmac.digest(made, step.encode(), "sha256")
    return made


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

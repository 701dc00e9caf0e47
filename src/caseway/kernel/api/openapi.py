"""What ninja's OpenAPI document leaves out: problems, idempotency keys, entity tags, and acting as somebody."""

from typing import Any

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457 problem details.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence that says what to do."},
        "code": {"type": "string", "description": "A stable name, for programs."},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "A sentence for each field.",
        },
    },
}
REFUSED = {
    "description": "Refused, with a sentence that says what to do.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def _header(name: str, description: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": False, "description": description, "schema": {"type": "string"}}


IDEMPOTENCY_KEY = _header("Idempotency-Key", "The same key does its work once, and is answered the same for a day.")
IF_MATCH = _header("If-Match", "The ETag you read: the change is refused (412) if it is another by now.")
IF_NONE_MATCH = _header("If-None-Match", "The ETag you have: answered 304 while it is still true.")
ACT_AS = _header("Caseway-Act-As", "Email or id of the agent to act as, for tokens that may.")
HEADERS = {"get": [IF_NONE_MATCH], "post": [IDEMPOTENCY_KEY, IF_MATCH], "put": [IF_MATCH], "patch": [IF_MATCH]}


def complete(document: dict[str, Any]) -> None:
    """Add in place what every operation shares."""
    document["components"]["schemas"]["Problem"] = PROBLEM
    for operations in document["paths"].values():
        for method, operation in operations.items():
            operation["responses"].setdefault("default", REFUSED)
            operation["parameters"] = [*operation.get("parameters", []), *HEADERS.get(method, [IF_MATCH]), ACT_AS]

"""The OpenAPI document and its page."""

import re

from django.test import Client


def test_the_document_says_what_every_operation_shares(db: None) -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert (document["openapi"], document["info"]["title"], document["info"]["version"]) == ("3.1.0", "Caseway", "1")
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert all("$ref" in str(operation["responses"]["default"]) for operation in operations)
    assert all(operation["security"] == [{"BearerToken": []}, {"SignedInSession": []}] for operation in operations)
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    create = document["paths"]["/api/v1/tokens"]["post"]
    assert create["operationId"] == "kernel_create_token"
    assert "Idempotency-Key" in [parameter["name"] for parameter in create["parameters"]]


def test_the_page_has_nothing_inline(db: None) -> None:
    answer = Client().get("/api/v1/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "style=" not in page
    assert all(re.search(r"\ssrc=", script) for script in re.findall(r"<script[^>]*>", page))
    assert "<style" not in page
    assert "/static/kernel/js/api-docs.js" in page

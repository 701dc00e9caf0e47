"""Every operation of the whole API, asked with whatever schemathesis thinks of: it answers as its document says."""

import json
from itertools import islice
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.core import NOT_SET
from schemathesis.core.transport import Response
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from caseway.cases.commands import NewCase, open_case
from tests.kernel.conftest import Caller, caller, person
from tests.world import World

EXAMPLES = 3
PARTS = 4
CONFORMANCE = [status_code_conformance, content_type_conformance, response_schema_conformance]
Known = dict[str, list[object]]
OURS = {"Idempotency-Key", "If-Match", "If-None-Match", "Caseway-Act-As"}


@pytest.fixture
def administrator(db: None) -> Caller:
    return caller(person("ada@caseway.example", "administrator"))


@pytest.fixture(scope="module")
def document() -> BaseSchema:
    return schemathesis.openapi.from_dict(Client().get("/api/v1/openapi.json").json())


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_operation_answers_as_its_document_says(
    administrator: Caller, world: World, document: BaseSchema, part: int
) -> None:
    case = open_case(NewCase(title="Brewer leaks", contact=world.maria, origin="email"), actor=administrator.actor)
    known = {
        "number": [case.number, world.account.number],
        "slug": [world.gold_queue.slug],
        "contact_id": [world.maria.pk],
        "policy_id": [world.policy.pk],
        "entitlement_id": [world.entitlement.pk],
    }
    for found in islice(document.get_all_operations(), part, None, PARTS):
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            bombard(operation.as_strategy(generation_mode=mode), known, administrator.token)


def bombard(cases: SearchStrategy[schemathesis.Case], known: Known, token: str) -> None:
    """Ask each case, mostly about things that exist."""

    @given(cases, st.integers(0, 3))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )
    def run(case: schemathesis.Case, luck: int) -> None:
        for name in set(case.path_parameters or {}) & set(known) if luck else ():
            case.path_parameters[name] = known[name][luck % len(known[name])]
        with transaction.atomic():
            answer = ask(case, token)
            transaction.set_rollback(True)
        where = (case.method, case.formatted_path, case.query, case.body, answer.content)
        assert answer.status_code < 500, where
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json", where
            assert json.loads(answer.content)["detail"], where
        conform(case, answer)

    run()


def ask(case: schemathesis.Case, token: str) -> HttpResponse:
    query = urlencode(case.query or {}, doseq=True, errors="replace")
    body = b"" if case.body is NOT_SET else json.dumps(case.body, default=str).encode()
    headers = {name: value for name, value in (case.headers or {}).items() if name in OURS - {"Caseway-Act-As"}}
    address = f"{case.formatted_path}?{query}"
    return Client().generic(
        case.method, address, body, "application/json", headers={**headers, "Authorization": f"Bearer {token}"}
    )


def conform(case: schemathesis.Case, answer: HttpResponse) -> None:
    """Status, content type and body are what the OpenAPI document names for this operation."""
    if answer.status_code == 304:
        assert not answer.content
        return
    headers = {name.lower(): [value] for name, value in answer.items()}
    request = requests.Request(case.method, f"http://testserver{case.formatted_path}").prepare()
    case.validate_response(
        Response(answer.status_code, headers, answer.content, request, elapsed=0.0, verify=False), checks=CONFORMANCE
    )

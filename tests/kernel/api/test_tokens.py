from datetime import timedelta

from django.utils import timezone

from caseway.kernel.models import ApiToken, ChangeRecord
from tests.kernel.conftest import Caller, caller, person


def test_a_token_is_created_shown_once_and_kept_as_a_hash(administrator: Caller) -> None:
    answer = administrator.post("/tokens", {"email": "ADA@caseway.example", "name": "Robot", "scopes": ["cases.read"]})
    assert answer.status_code == 201
    made, secret = answer.json()["token"], answer.json()["secret"]
    assert secret.startswith(f"cw_{made['prefix']}_")
    assert (made["name"], made["email"], made["scopes"]) == ("Robot", "ada@caseway.example", ["cases.read"])
    token = ApiToken.objects.get(pk=made["id"])
    assert len(token.digest) == 64
    assert secret not in str(token.__dict__)
    change = ChangeRecord.objects.filter(kind="apitoken", object_id=token.pk).get()
    assert (change.via, change.action) == ("api", "created")
    assert "digest" not in change.changes


def test_the_list_shows_no_secret(administrator: Caller) -> None:
    items = administrator.get("/tokens").json()["items"]
    assert [item["name"] for item in items] == ["Test"]
    assert set(items[0]) == {
        "id", "name", "prefix", "email", "scopes", "may_act_as", "created_at", "expires_at", "revoked_at",
    }  # fmt: skip


def test_an_agent_may_neither_list_nor_create_tokens(agent: Caller) -> None:
    before = ApiToken.objects.count()
    assert agent.get("/tokens").status_code == 403
    assert agent.post("/tokens", {"email": "ben@caseway.example", "name": "Mine"}).status_code == 403
    assert ApiToken.objects.count() == before


def test_a_stranger_is_refused(stranger: Caller) -> None:
    assert stranger.get("/tokens").status_code == 403


def test_without_a_token_one_is_asked_for(db: None) -> None:
    from caseway.kernel.models import User

    answer = Caller("", User()).get("/tokens")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Caseway"'
    assert answer.json()["code"] == "not-signed-in"


def test_a_revoked_token_is_refused_at_once(administrator: Caller) -> None:
    other = caller(person("cyd@caseway.example", "administrator"))
    token = ApiToken.objects.get(user=other.user)
    assert administrator.post(f"/tokens/{token.pk}/revoke").json()["revoked_at"]
    assert other.get("/tokens").status_code == 401


def test_an_expired_token_is_refused(administrator: Caller) -> None:
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = administrator.get("/tokens")
    assert answer.status_code == 401
    assert "expired" in answer.json()["detail"]


def test_a_token_of_somebody_who_left_is_refused(administrator: Caller) -> None:
    administrator.user.is_active = False
    administrator.user.save()
    assert administrator.get("/tokens").status_code == 401


def test_scopes_narrow_what_a_token_may_do(administrator: Caller) -> None:
    narrow = caller(administrator.user, scopes=["cases"])
    assert narrow.get("/tokens").status_code == 403


def test_a_limited_token_cannot_make_a_wider_one(administrator: Caller) -> None:
    narrow = caller(administrator.user, scopes=["settings.manage"])
    wide = {"email": "ada@caseway.example", "name": "Wide"}
    assert narrow.post("/tokens", wide).status_code == 403
    assert narrow.post("/tokens", wide | {"scopes": ["settings.manage", "cases"]}).status_code == 403
    assert narrow.post("/tokens", wide | {"scopes": ["settings.manage"]}).status_code == 201


def test_a_token_for_nobody_names_the_field(administrator: Caller) -> None:
    answer = administrator.post("/tokens", {"email": "no@body.example", "name": "x"})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["email"]


def test_one_statement_finds_token_and_user(administrator: Caller, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert administrator.get("/tokens").status_code == 200


def test_who_may_act_as_somebody_does_so_by_address_and_by_id(administrator: Caller) -> None:
    ben = person("ben@caseway.example", "agent")
    from caseway.operations.models import Agent

    service = caller(administrator.user, may_act_as=True)
    assert service.get("/tokens", Caseway_Act_As="ben@caseway.example").status_code == 403
    assert service.get("/tokens", Caseway_Act_As=str(Agent.objects.get(user=ben).pk)).status_code == 403
    assert service.get("/tokens", Caseway_Act_As="ADA@caseway.example").status_code == 200
    assert service.get("/tokens", Caseway_Act_As="nobody@caseway.example").json()["code"] == "not-allowed"
    assert service.get("/tokens", Caseway_Act_As="9" * 40).status_code == 403


def test_acting_as_somebody_is_audited_with_both(administrator: Caller) -> None:
    cyd = person("cyd@caseway.example", "administrator")
    service = caller(administrator.user, may_act_as=True)
    made = service.post("/tokens", {"email": cyd.email, "name": "x"}, Caseway_Act_As=cyd.email).json()["token"]
    change = ChangeRecord.objects.get(kind="apitoken", object_id=made["id"])
    from caseway.operations.queries import actor_of

    assert change.actor == actor_of(cyd, via="api").reference
    assert change.on_behalf_of == administrator.actor.reference


def test_a_plain_token_may_not_act_as_anybody(administrator: Caller) -> None:
    person("ben@caseway.example", "agent")
    assert administrator.get("/tokens", Caseway_Act_As="ben@caseway.example").status_code == 403

from caseway.customers.models import Contact
from caseway.entitlements.models import Entitlement
from caseway.knowledge.models import ArticleVersion
from caseway.operations.models import Agent
from caseway.routing.models import Queue
from caseway.setup.demo import SIGN_INS, ensure_demo_data


def test_the_demo_company_stands(db: None) -> None:
    assert ensure_demo_data() is True
    assert Agent.objects.count() == len(SIGN_INS)
    assert Queue.objects.filter(slug="gold", is_public=False).exists()
    maria = Contact.objects.get(points__normalized="maria@lumenlabs.example")
    assert maria.account is not None
    assert maria.account.tier == "gold"
    contract = Entitlement.objects.get(account=maria.account)
    assert (contract.total, contract.remaining, contract.decrease_on) == (15, 15, "resolution")
    assert ArticleVersion.objects.filter(state="published").count() == 12


def test_it_is_set_up_once(db: None) -> None:
    ensure_demo_data()
    assert ensure_demo_data() is False
    assert Agent.objects.count() == len(SIGN_INS)

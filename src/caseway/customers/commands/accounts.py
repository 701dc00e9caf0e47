"""Accounts: the organisations."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from caseway.customers.commands.checking import PERMISSION, apply, check
from caseway.customers.commands.points import add_first_points
from caseway.customers.events import AccountChanged, AccountCreated
from caseway.customers.models import Account
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import lock_row
from caseway.kernel.events import publish


@dataclass(frozen=True, kw_only=True)
class AccountDetails:
    """What is written down about an account."""

    name: str
    tier: str = Account.Tier.STANDARD
    website: str = ""

    @classmethod
    def of(cls, account: Account) -> "AccountDetails":
        return cls(name=account.name, tier=account.tier, website=account.website)


@transaction.atomic
def create_account(
    details: AccountDetails, *, actor: Actor, emails: Sequence[str] = (), phones: Sequence[str] = ()
) -> Account:
    """A new account with its number; the first address and number of each kind are the primary ones."""
    require(actor, PERMISSION)
    account = Account(**asdict(details))
    check(account)
    account.save(force_insert=True)
    account.refresh_from_db(fields=["number"])
    add_first_points(account, emails=emails, phones=phones)
    record_change(account, actor=actor)
    publish(AccountCreated(account_id=account.pk, actor=actor.reference))
    return account


@transaction.atomic
def update_account(account: Account, *, actor: Actor, details: AccountDetails) -> Account:
    """Write down what is known now; when nothing differs, nothing happens."""
    require(actor, PERMISSION)
    account = lock_row(account)
    changed = apply(account, asdict(details))
    if changed:
        account.save(update_fields=changed)
        record_change(account, actor=actor)
        publish(AccountChanged(account_id=account.pk, fields=changed, actor=actor.reference))
    return account

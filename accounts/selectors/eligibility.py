"""Whether somebody may have a product: asked before he applies, and again while the account is opened."""

from __future__ import annotations

from accounts.contracts import (
    MANAGE_ANY_ACCOUNT,
    OPEN_OWN_ACCOUNT,
    AccountStatus,
    Eligibility,
    ProductCard,
)
from accounts.errors import KycRequired
from accounts.models import Account
from accounts.requirements import (
    ApplicantFacts,
    asks_for_identity,
    requirements_of,
    unmet_requirements,
)
from accounts.selectors.products import product_card
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed
from kyc.selectors import identity_facts
from users.contracts import KycStatus, PersonCard
from users.selectors import customer_by_reference, person_card


def eligibility_of(actor: Actor, product_id: int, customer: str | int | None = None) -> Eligibility:
    """Return what the actor, or by staff another customer, meets and lacks for a product.

    Raises `NotFound` for a product that is not there, and what `applicant_for` raises.
    """
    owner = applicant_for(actor, customer)
    product = product_card(actor, product_id)
    unmet = unmet_by(owner, product)
    if lacks_kyc(owner, product):
        unmet = {"kyc_required": [KycRequired.sentence], **unmet}
    if not product.is_active:
        unmet["is_active"] = ["This product is not on offer."]
    met = [name for name in requirements_of(product) if name not in unmet]
    return Eligibility(product=product, unmet=unmet, met=met)


def applicant_for(actor: Actor, reference: str | int | None) -> PersonCard:
    """Return for whom the actor asks: himself, or by staff the customer of a number or `CUST…` identifier.

    Raises `NotAllowed`, and `InvalidInput` when the customer is not named, not there, or somebody else.
    """
    if reference is None or str(reference) in {str(actor.user_id), actor.customer_id}:
        return _actor_as_applicant(actor)
    if not actor.may(MANAGE_ANY_ACCOUNT):
        if not actor.may(OPEN_OWN_ACCOUNT):
            raise NotAllowed
        raise InvalidInput({"customer_id": ["You can open accounts only for yourself."]})
    owner = customer_by_reference(reference)
    if owner is None:
        raise InvalidInput({"customer_id": ["There is no such customer."]})
    return owner


def lacks_kyc(owner: PersonCard, product: ProductCard | None) -> bool:
    """Whether KYC stands in the way: it is rejected, or not approved yet where the product wants it."""
    if owner.is_account_verified:
        return False
    return product is None or product.kyc_required or owner.kyc_status == KycStatus.REJECTED


def unmet_by(owner: PersonCard, product: ProductCard, *, beside: int | None = None) -> dict[str, list[str]]:
    """Return the requirements of a product that a customer does not meet, KYC and opening deposit apart.

    The account `beside` is the one he asks for, and not counted as one he has.
    """
    accounts = Account.objects.filter(customer_id=owner.id, product_id=product.id)
    if beside is not None:
        accounts = accounts.exclude(pk=beside)
    applicant = ApplicantFacts(
        identity=identity_facts(owner.id) if asks_for_identity(product) else None,
        open_accounts_of_product=accounts.exclude(status=AccountStatus.CLOSED).count(),
    )
    return unmet_requirements(product, applicant, clock.business_date())


def _actor_as_applicant(actor: Actor) -> PersonCard:
    if actor.user_id is not None and actor.customer_id is not None and actor.may(OPEN_OWN_ACCOUNT):
        return person_card(actor.user_id)
    if actor.may(MANAGE_ANY_ACCOUNT):
        raise InvalidInput({"customer_id": ["Say for which customer."]})
    raise NotAllowed

"""What a task asks of its handler beside the decision: who would read a hidden opinion, whether he signs."""

from __future__ import annotations

from typing import Any

from xieyun.access.selectors import role_names
from xieyun.kernel.i18n import sentence
from xieyun.process.policies import opinion_policy
from xieyun.process.signatures import signature_policy
from xieyun.process.stepping.draft import Draft


def asked_of(draft: Draft) -> dict[str, Any]:
    """Return the opinion and signature policies of a task as its page shows them.

    `signature` is that of its decision (or reply); other verbs have their own, see `instance_detail.offer`.
    """
    policy = opinion_policy(draft)
    signature = signature_policy(draft, "reply" if draft.acted.kind in ("consult", "delegated") else "approve")
    return {
        "hide": policy.hide,
        "audience": [] if policy.hide == "never" else _audience(draft, policy.audience),
        "signature": signature,
    }


def _audience(draft: Draft, declared: tuple[str, ...]) -> list[str]:
    codes = [one.removeprefix("role:") for one in declared if one.startswith("role:")]
    names = role_names(draft.instance.group_id, codes) if codes else {}
    return [sentence("audience-administrators", {}), *(_name(draft, one, names) for one in declared)]


def _name(draft: Draft, one: str, names: dict[str, str]) -> str:
    kind, _, name = one.partition(":")
    if kind == "activity":
        name = draft.loaded.activity_name(name)
    return sentence(f"audience-{kind}", {"name": names.get(name, name)})

"""When a countersign is decided.

A vote is [item, person, outcome, weight] in the visit's data; that of a signer whom a handler added has True after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..approval_policy import Completion

REJECT = "reject"


def decide(
    completion: Completion,
    votes: Sequence[Sequence[Any]],
    still_open: Sequence[int],
    queued: Sequence[int],
    added: int = 0,
) -> str | None:
    """The outcome of an activity, or None while it is undecided.

    `still_open` and `queued` are the weights of the signers who have not voted, `added` of them were added by a
    handler. Where any signature is enough, who was added is asked besides: one of the others must approve, and
    every added signer, too; an added signer's rejection decides. The outcome is "approve",
    "reject", or the last voter's own word when everybody agreed with an own word.
    """
    rejections = [vote for vote in votes if vote[2] == REJECT]
    waiting = bool(still_open) or bool(queued)
    if rejections and completion.first_reject:
        return REJECT
    if completion.kind == "any":
        return _any(votes, waiting, added)
    if completion.kind in ("ratio", "weight"):
        return _share(completion, votes, still_open, queued)
    if waiting:
        return None
    return REJECT if rejections else _word(votes)


def _any(votes: Sequence[Sequence[Any]], waiting: bool, added: int) -> str | None:
    if any(vote[2] == REJECT and _added(vote) for vote in votes):
        return REJECT
    agreed = [vote for vote in votes if vote[2] != REJECT and not _added(vote)]
    if agreed:
        return None if added else _word(agreed)
    return None if waiting else REJECT


def _added(vote: Sequence[Any]) -> bool:
    return len(vote) > 4 and bool(vote[4])


def _share(
    completion: Completion, votes: Sequence[Sequence[Any]], still_open: Sequence[int], queued: Sequence[int]
) -> str | None:
    weigh = completion.kind == "weight"
    agreed = sum(vote[3] if weigh else 1 for vote in votes if vote[2] != REJECT)
    cast = sum(vote[3] if weigh else 1 for vote in votes)
    left = sum(weight if weigh else 1 for weight in (*still_open, *queued))
    total = cast + left
    needed = completion.ratio * total - 1e-9
    if total == 0 or agreed >= needed:
        return _word([vote for vote in votes if vote[2] != REJECT])
    if agreed + left < needed:
        return REJECT
    return None


def _word(votes: Sequence[Sequence[Any]]) -> str:
    return str(votes[-1][2]) if votes else "approve"

"""How many votes a signer has where a countersign is counted by weight (票签)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from xieyun.organization.relations import Candidate
from xieyun.organization.selectors import holders
from xieyun.process.errors import VotesInvalid

MAXIMUM_VOTES = 1_000_000
_VOTES = re.compile("[0-9]{1,7}")
_ENTRY = re.compile(r"\s*((?:post:)?[^=,\s]+)\s*=\s*(\d{1,7})\s*")


def read_votes(declared: Any) -> dict[str, int]:
    """Return votes by person number or `post:CODE`, from `"1001=3, post:chairman=5"` or a mapping of the same.

    Raises VotesInvalid for anything else; a vote counts 1 to 1,000,000.
    """
    if declared in (None, ""):
        return {}
    if isinstance(declared, Mapping):
        pairs = [(str(name), str(votes)) for name, votes in declared.items()]
    else:
        matches = [_ENTRY.fullmatch(part) for part in str(declared).split(",")]
        if not all(matches):
            raise VotesInvalid(votes=str(declared)[:200])
        pairs = [(match[1], match[2]) for match in matches if match is not None]
    found = {name: int(votes) if _VOTES.fullmatch(votes) else 0 for name, votes in pairs}
    if not all(0 < votes <= MAXIMUM_VOTES for votes in found.values()):
        raise VotesInvalid(votes=str(declared)[:200])
    return found


def votes_of(people: Sequence[Candidate], declared: Any) -> dict[UUID, int]:
    """Return the votes of candidates by the declaration: a person's own number before the post that he was found in."""
    votes = read_votes(declared)
    if not votes or not people:
        return {}
    return {
        one.person_id: votes.get(one.number, votes.get(f"post:{one.post_code}", 1))
        for one in holders([candidate.assignment_id for candidate in people])
    }

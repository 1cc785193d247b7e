"""Answering the engine's question for handlers, with the reasons that are kept on each work item."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from xieyun.access.selectors import administrator_roles
from xieyun.kernel import json
from xieyun.kernel.identifiers import text_of
from xieyun.organization.relations import Candidate
from xieyun.process.engine.approval_policy import Approval
from xieyun.process.engine.commands import AssigneesResolved, Signer
from xieyun.process.errors import UnknownAssignment
from xieyun.process.resolvers import kinds as _kinds
from xieyun.process.resolvers.registry import Found, Question, Sentence, resolver_of
from xieyun.process.resolvers.substitutes import Deputy, substitute
from xieyun.process.resolvers.votes import votes_of


class Circumstances(NamedTuple):
    """What substitution needs to know of the instance."""

    at: dt.datetime
    definition_code: str
    initiator_id: UUID | None
    token: UUID | None


# Deputies who see a pool item, too: each with the candidate for whom, and until when.
Deputies = dict[str, tuple[str, str]]


def pack(assignment_id: UUID | None, sentences: list[Sentence], deputies: Deputies | None = None) -> str:
    """Return the recorded resolution of one signer, or of a pool, as the engine carries it (`Signer.reason`)."""
    packed: list[Any] = [assignment_id, sentences]
    return json.dumps([*packed, deputies] if deputies else packed).decode()


@functools.lru_cache(maxsize=5000)
def unpack(reason: str) -> tuple[UUID | None, tuple[Sentence, ...]]:
    """Return the assignment and the sentences of a recorded resolution. The same people come for the same reasons."""
    if not reason.startswith("["):
        return None, ()
    assignment, sentences, *_ = json.loads(reason.encode())
    return (UUID(assignment) if assignment else None), tuple((code, params) for code, params in sentences)


def deputies_in(reason: str) -> Deputies:
    """Return the deputies of a recorded resolution of a pool."""
    packed = json.loads(reason.encode()) if reason.startswith("[") else []
    return {deputy: (person, until) for deputy, (person, until) in packed[2].items()} if len(packed) > 2 else {}


def answer(request: int, question: Question, approval: Approval | None, about: Circumstances) -> AssigneesResolved:
    """Find the handlers of an activity and answer the engine.

    Raises UnknownAssignment for a kind that nobody registered; an empty answer is not an error here:
    the activity's policy decides.
    """
    kind = str(question.assignment.get("kind", "anyone"))
    resolver = resolver_of(kind)
    if resolver is None:
        raise UnknownAssignment(kind=kind, activity=question.activity_id)
    found = resolver(question)
    if found.pool:
        deputies = _deputies_of(found.people, question, about)
        candidates = (*(str(candidate.person_id) for candidate in found.people), *deputies)
        open_to_all = found.open_to_all and not candidates
        if candidates or open_to_all:
            reason = pack(None, [found.because], deputies)
            fallback = _above_initiator(set(candidates) == {str(about.initiator_id)}, question, approval, about)
            return AssigneesResolved(
                request, fallback=fallback, candidates=candidates, open_to_all=open_to_all, reason=reason
            )
        return AssigneesResolved(request, fallback=_instead_of_nobody(question, approval, about))
    signers = signers_of(found.people, [found.because], question, about)
    if not signers:
        return AssigneesResolved(request, fallback=_instead_of_nobody(question, approval, about))
    fallback = _above_initiator(_is_one_of(about.initiator_id, signers), question, approval, about)
    return AssigneesResolved(request, signers=signers, fallback=fallback)


def _above_initiator(
    asked: bool, question: Question, approval: Approval | None, about: Circumstances
) -> tuple[Signer, ...]:
    """Return who stands in for the initiator where he would be his own approver, and the activity says his superior."""
    if not asked or approval is None or approval.initiator != "superior":
        return ()
    above = _superior(question, "why-initiator-superior")
    return signers_of(above.people, [above.because], question, about)


def signers_of(
    people: list[Candidate], because: list[Sentence], question: Question, about: Circumstances
) -> tuple[Signer, ...]:
    """Return one signer for each person found, or for the deputy who stands in now, with the votes he has."""
    votes = votes_of(people, question.assignment.get("votes"))
    signers = tuple(_signer(candidate, because, question, about) for candidate in people)
    if not votes:
        return signers
    return tuple(
        signer._replace(weight=votes.get(candidate.person_id, 1))
        for signer, candidate in zip(signers, people, strict=True)
    )


def _is_one_of(person_id: UUID | None, signers: Iterable[Signer]) -> bool:
    return any(signer.person == str(person_id) for signer in signers)


def _deputies_of(people: list[Candidate], question: Question, about: Circumstances) -> Deputies:
    """Return who may claim for an absent candidate; who is a candidate himself acts for himself."""
    found: Deputies = {}
    own = {str(candidate.person_id) for candidate in people}
    for candidate in people:
        chain = _chain(candidate, question, about)
        deputy = str(chain[-1].deputy_id) if chain else None
        if deputy is not None and deputy not in own:
            found.setdefault(deputy, (str(candidate.person_id), chain[-1].valid_to.isoformat()))
    return found


def _chain(candidate: Candidate, question: Question, about: Circumstances) -> list[Deputy]:
    return substitute(
        question.group_id,
        about.token,
        candidate.person_id,
        at=about.at,
        definition_code=about.definition_code,
        variables=dict(question.variables),
        not_by=about.initiator_id,
        works_here=lambda person: bool(_kinds.people_named(question, str(person))),
    )


def _signer(candidate: Candidate, because: list[Sentence], question: Question, about: Circumstances) -> Signer:
    chain = _chain(candidate, question, about)
    if not chain:
        return Signer(text_of(candidate.person_id), reason=pack(candidate.assignment_id, because))
    sentences = [*because, *(_stands_in(deputy.person_id, deputy.valid_to) for deputy in chain)]
    return Signer(str(chain[-1].deputy_id), for_person=str(candidate.person_id), reason=pack(None, sentences))


def _stands_in(person_id: UUID, until: dt.datetime) -> Sentence:
    return ("why-substitution", {"person": str(person_id), "until": until.isoformat()})


def _instead_of_nobody(question: Question, approval: Approval | None, about: Circumstances) -> tuple[Signer, ...]:
    """Return who stands in when nobody was found, by the activity's policy (administrator, superior)."""
    if approval is None or approval.empty not in ("administrator", "superior"):
        return ()
    if approval.empty == "superior":
        found = _superior(question, "why-fallback-superior")
    else:
        found = Found(administrators(question), ("why-administrator", {}))
    return signers_of(found.people, [found.because], question, about)


def _superior(question: Question, because: str) -> Found:
    return Found(_kinds.find("superior", question, question.initiator, {}), (because, {}))


def administrators(question: Question) -> list[Candidate]:
    """Return the system administrators of the group, who mend what the rules left open."""
    found: dict[Any, Candidate] = {}
    for code in administrator_roles(question.group_id, "system"):
        for candidate in _kinds.find("role_in_scope", question, question.initiator, {"role": code, "scope": "group"}):
            found.setdefault(candidate.person_id, candidate)
    return list(found.values())

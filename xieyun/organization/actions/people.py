"""People, posts and ranks."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xieyun.kernel import clock
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import FieldError, InvalidInput, NotFound
from xieyun.organization.actions.assignments import assign
from xieyun.organization.actions.common import announce, fetch, require_system_administrator, unique
from xieyun.organization.models import Account, Assignment, Person, Post, Rank
from xieyun.organization.naming import spell


@action
def create_post(*, actor: Actor, code: str, name: str, position: int = 0) -> Post:
    """Create a post of the actor's group."""
    require_system_administrator(actor)
    post = Post(group_id=_group(actor), code=code, name=name, position=position)
    with unique(code):
        post.save(force_insert=True)
    announce(actor, "create_post", post, post.group_id, after={"code": code, "name": name})
    return post


@action
def create_rank(*, actor: Actor, code: str, name: str, level: int) -> Rank:
    """Create a rank of the actor's group; a higher level is more senior."""
    require_system_administrator(actor)
    rank = Rank(group_id=_group(actor), code=code, name=name, level=level)
    with unique(code):
        rank.save(force_insert=True)
    announce(actor, "create_rank", rank, rank.group_id, after={"code": code, "name": name, "level": level})
    return rank


@action
def create_person(
    *, actor: Actor, number: str, name: str, mobile: str = "", email: str = "", valid_from: dt.date | None = None
) -> Person:
    """Create a person of the actor's group; raises CodeTaken for a number in use."""
    require_system_administrator(actor)
    if not name.strip() or not number.strip():
        raise InvalidInput(fields=[FieldError("name" if not name.strip() else "number", "field-required")])
    spelling = spell(name, number, is_person=True)
    person = Person(
        group_id=_group(actor), number=number, name=name, mobile=mobile, email=email, pinyin=spelling.pinyin,
        initials=spelling.initials, search=spelling.search, valid_from=valid_from or clock.today(),
    )  # fmt: skip
    with unique(number):
        person.save(force_insert=True)
    announce(actor, "create_person", person, person.group_id, after={"number": number, "name": name})
    return person


@action
def rename_person(*, actor: Actor, person_id: UUID, name: str) -> Person:
    """Give a person another name; forms that were signed before keep the one of then."""
    require_system_administrator(actor)
    person = fetch(Person.objects.all(), actor.group_id, person_id)
    if not name.strip():
        raise InvalidInput(fields=[FieldError("name", "field-required")])
    before, spelling = {"name": person.name}, spell(name, person.number, is_person=True)
    person.name = name
    person.pinyin, person.initials, person.search = spelling.pinyin, spelling.initials, spelling.search
    person.save(update_fields=["name", "pinyin", "initials", "search"])
    announce(actor, "rename_person", person, person.group_id, before=before, after={"name": name})
    return person


@action
def hire(
    *,
    actor: Actor,
    number: str,
    name: str,
    node_id: UUID,
    post_id: UUID,
    rank_id: UUID | None = None,
    mobile: str = "",
    email: str = "",
    valid_from: dt.date | None = None,
) -> Assignment:
    """Create a person with a primary assignment; an account is made apart (`create_account`)."""
    person = create_person(actor=actor, number=number, name=name, mobile=mobile, email=email, valid_from=valid_from)
    return assign(
        actor=actor, person_id=person.id, node_id=node_id, post_id=post_id, rank_id=rank_id, valid_from=valid_from
    )


@action
def end_employment(*, actor: Actor, person_id: UUID, on: dt.date) -> Person:
    """Let a person leave on a day: assignments end then, and the account is disabled at once if the day has come."""
    require_system_administrator(actor)
    person = fetch(Person.objects.all(), actor.group_id, person_id)
    person.valid_to = on
    person.save(update_fields=["valid_to"])
    Assignment.objects.filter(person=person, valid_from__gte=on).delete()
    Assignment.objects.filter(person=person, valid_to__isnull=True).update(valid_to=on)
    if on <= clock.today():
        Account.objects.filter(person=person).update(is_active=False)
    announce(actor, "end_employment", person, person.group_id, after={"valid_to": on.isoformat()})
    return person


def _group(actor: Actor) -> UUID:
    if actor.group_id is None:
        raise NotFound
    return actor.group_id

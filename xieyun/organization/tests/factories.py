"""Building blocks of worlds for tests of this room and of the rooms above it."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field

from xieyun.kernel.actor import Actor
from xieyun.kernel.identifiers import new_id
from xieyun.organization import versions
from xieyun.organization.models import Account, Assignment, NodeKind, OrgNode, Person, Post
from xieyun.organization.naming import spell

LONG_AGO = dt.date(2020, 1, 1)
_numbers = itertools.count(1)


def make_node(kind, parent=None, *, name=None, code=None, grade=None, valid_from=LONG_AGO, valid_to=None):
    """Return a node of any kind; a group when there is no parent."""
    identifier, number = new_id(), next(_numbers)
    code = code or f"node-{number}"
    name = name or f"组织{number}"
    spelling = spell(name, code)
    is_unit = kind == NodeKind.UNIT
    if is_unit and grade is None:
        grade = (parent.unit.grade + 1) if parent.unit_id else 2
    node = OrgNode.objects.create(
        id=identifier,
        kind=kind,
        parent=parent,
        group_id=parent.group_id if parent else identifier,
        unit_id=identifier if is_unit else (parent.unit_id if parent else None),
        code=code,
        name=name,
        pinyin=spelling.pinyin,
        initials=spelling.initials,
        search=spelling.search,
        path=f"{parent.path if parent else ''}{identifier.hex}/",
        level=parent.level + 1 if parent else 0,
        grade=grade if is_unit else None,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    versions.touch(node.group_id)
    return node


def make_group(**values):
    """Return a group."""
    return make_node(NodeKind.GROUP, **values)


def make_unit(parent, **values):
    """Return a unit; the first argument is a group or another unit."""
    return make_node(NodeKind.UNIT, parent, **values)


def make_department(parent, **values):
    """Return a department of a unit or of another department."""
    return make_node(NodeKind.DEPARTMENT, parent, **values)


def make_post(group, code=None, name=None):
    """Return the group's post with the code, made when absent."""
    code = code or f"post-{next(_numbers)}"
    post, _ = Post.objects.get_or_create(group_id=group.group_id, code=code, defaults={"name": name or code})
    return post


def make_person(group, *, name=None, number=None, valid_from=LONG_AGO, valid_to=None, **values):
    """Return a person of the group without any assignment."""
    sequence = next(_numbers)
    number = number or f"N{sequence:06d}"
    name = name or f"王小{sequence}"
    spelling = spell(name, number, is_person=True)
    person = Person.objects.create(
        group_id=group.group_id,
        number=number,
        name=name,
        pinyin=spelling.pinyin,
        initials=spelling.initials,
        search=spelling.search,
        valid_from=valid_from,
        valid_to=valid_to,
        **values,
    )
    versions.touch(group.group_id)
    return person


def make_assignment(node, *, person=None, post="clerk", kind="primary", valid_from=LONG_AGO, **values):
    """Return an assignment at the node; makes the person and the post (by code) when needed."""
    person = person or make_person(node)
    assignment = Assignment.objects.create(
        person=person,
        node=node,
        post=make_post(node, post) if isinstance(post, str) else post,
        kind=kind,
        valid_from=valid_from,
        **values,
    )
    versions.touch(node.group_id)
    return assignment


def make_account(person=None, *, group=None, login=None, password=None, **values):
    """Return a person's account, or a program's one in the group; without password nobody signs in."""
    group_id = person.group_id if person else group.group_id
    account = Account(
        group_id=group_id,
        person=person,
        kind="person" if person else "service",
        login=login or f"login-{next(_numbers)}",
        **values,
    )
    if password:
        account.set_password(password)
    else:
        account.set_unusable_password()
    account.save()
    return account


def actor_of(assignment, *, channel="inside"):
    """Return the actor who acts in the assignment; has an account only when the person has one."""
    person, node = assignment.person, assignment.node
    account = Account.objects.filter(person=person).first()
    return Actor(
        group_id=node.group_id,
        account_id=account.id if account else None,
        person_id=person.id,
        person_name=person.name,
        assignment_id=assignment.id,
        post_id=assignment.post_id,
        post_name=assignment.post.name,
        node_id=node.id,
        node_name=node.name,
        unit_id=node.unit_id,
        unit_name=node.unit.name if node.unit else "",
        channel=channel,
        request_id="test",
    )


@dataclass
class World:
    """A small group: headquarters, two companies and one below the first; people in named roles."""

    group: OrgNode
    headquarters: OrgNode
    company: OrgNode
    other_company: OrgNode
    subsidiary: OrgNode
    sales: OrgNode
    finance: OrgNode
    headquarters_finance: OrgNode
    other_sales: OrgNode
    assignments: dict[str, Assignment] = field(default_factory=dict)

    def actor(self, role: str) -> Actor:
        """Return the actor of a named person, acting in his primary assignment."""
        return actor_of(self.assignments[role])

    def person(self, role: str) -> Person:
        """Return a named person."""
        return self.assignments[role].person


def make_world() -> World:
    """Return a world whose people are: clerk, colleague, head, finance_manager, cashier, cashier_2,
    company_manager (of `company`); group_finance_head, group_manager, auditor and the administrators
    system, security, audit (at headquarters); other_clerk, other_head (of `other_company`);
    subsidiary_manager (of `subsidiary`). Grants are not made here.
    """
    group = make_group(name="江海国贸")
    headquarters = make_unit(group, name="集团总部", grade=1)
    company = make_unit(group, name="江海进出口", grade=2)
    other = make_unit(group, name="江海医药", grade=2)
    subsidiary = make_unit(company, name="江海纺织", grade=3)
    world = World(
        group=group,
        headquarters=headquarters,
        company=company,
        other_company=other,
        subsidiary=subsidiary,
        sales=make_department(company, name="业务一部"),
        finance=make_department(company, name="财务部"),
        headquarters_finance=make_department(headquarters, name="财务资产部"),
        other_sales=make_department(other, name="销售部"),
    )
    places = {
        "clerk": (world.sales, "clerk", False),
        "colleague": (world.sales, "clerk", False),
        "head": (world.sales, "department-head", True),
        "finance_manager": (world.finance, "finance-manager", True),
        "cashier": (world.finance, "cashier", False),
        "cashier_2": (world.finance, "cashier", False),
        "company_manager": (company, "general-manager", True),
        "group_finance_head": (world.headquarters_finance, "group-finance-head", True),
        "group_manager": (headquarters, "general-manager", True),
        "auditor": (headquarters, "auditor", False),
        "system": (headquarters, "administrator", False),
        "security": (headquarters, "administrator", False),
        "audit": (headquarters, "administrator", False),
        "other_clerk": (world.other_sales, "clerk", False),
        "other_head": (world.other_sales, "department-head", True),
        "subsidiary_manager": (subsidiary, "general-manager", True),
    }
    for role, (node, post, is_head) in places.items():
        person = make_person(group, name=f"测试{role}")
        world.assignments[role] = make_assignment(node, person=person, post=post, is_head=is_head)
    return world

"""People hear of what concerns them, once, and read only their own messages."""

import pytest

from xieyun.kernel import outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.i18n import sentence
from xieyun.kernel.identifiers import new_id
from xieyun.messaging import actions, selectors
from xieyun.messaging.models import Notification
from xieyun.organization.tests.factories import make_world
from xieyun.process.actions import start_process
from xieyun.process.tests.factories import linear, persons, publish, task

pytestmark = pytest.mark.django_db


def _actor() -> Actor:
    return Actor(group_id=new_id(), person_id=new_id(), account_id=new_id(), person_name="李静")


def _publish(kind: str, group_id: object, **payload: object) -> None:
    common = {"instance_id": str(new_id()), "title": "差旅报销", "initiator_name": "王伟", "actor_name": "王伟"}
    outbox.publish(kind=kind, group_id=group_id, subject_type="work_item", subject_id="1", payload=common | payload)


def test_an_event_becomes_one_message_per_person() -> None:
    world = make_world()
    code = publish(world, linear(task("check", persons(world, "head"), name="部门负责人审批")))
    outcome = start_process(actor=world.actor("clerk"), code=code, title="差旅报销")
    [item] = outcome.opened
    outbox.relay()
    [message] = selectors.notification_page(world.actor("head"), unread=True, cursor=None, size=10).items
    assert (message.kind, message.link) == ("work-item-opened", f"/work-items/{item}")
    name = world.actor("clerk").person_name
    assert (
        sentence("notification-work-item-opened", message.params, "zh")
        == f"{name}提交的“差旅报销”等待您处理：部门负责人审批"
    )
    assert selectors.notification_page(world.actor("auditor"), unread=False, cursor=None, size=10).items == []


def test_everybody_in_a_pool_is_told_but_not_who_caused_it() -> None:
    people = [_actor() for _ in range(3)]
    ids = [str(person.person_id) for person in people]
    _publish(
        "work_item.opened",
        people[0].group_id,
        item_id=str(new_id()),
        assignee_id=None,
        candidate_ids=ids,
        actor_id=ids[2],
    )
    outbox.relay()
    assert [selectors.unread_count(person) for person in people] == [1, 1, 0]


@pytest.mark.parametrize("kind", ["completed", "rejected", "terminated"])
def test_the_initiator_learns_of_the_end(kind: str) -> None:
    actor = _actor()
    _publish(f"process.{kind}", actor.group_id, initiator_id=str(actor.person_id), actor_id=str(new_id()))
    outbox.relay()
    [message] = selectors.notification_page(actor, unread=True, cursor=None, size=10).items
    assert message.kind == f"process-{kind}"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("terminated", "您发起的“差旅报销”已被王伟终止，原因：重复提交"),
        ("rejected", "您发起的“差旅报销”未获同意。王伟：重复提交"),
    ],
)
def test_the_initiator_learns_why(kind: str, told: str) -> None:
    actor = _actor()
    initiator = str(actor.person_id)
    _publish(f"process.{kind}", actor.group_id, initiator_id=initiator, actor_id=str(new_id()), opinion="重复提交")
    outbox.relay()
    [message] = selectors.notification_page(actor, unread=True, cursor=None, size=10).items
    assert sentence(f"notification-{message.kind}", {**message.params, "title": "差旅报销"}, "zh") == told


def test_a_repeated_event_tells_nobody_twice() -> None:
    actor = _actor()
    for _ in range(2):
        actions.notify(
            actor=actor, people=[actor.person_id, actor.person_id], kind="cc", params={}, link="/", event_key="7.1"
        )
    assert Notification.objects.count() == 1


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    actor = _actor()
    for number in range(7):
        actions.notify(
            actor=actor, people=[actor.person_id], kind="cc", params={}, link=str(number), event_key=str(number)
        )
    links, cursor = [], None
    while True:
        page = selectors.notification_page(actor, unread=False, cursor=cursor, size=3)
        links += [item.link for item in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert links == ["6", "5", "4", "3", "2", "1", "0"]


def test_nobody_marks_the_messages_of_another_as_read() -> None:
    actor, stranger = _actor(), _actor()
    actions.notify(actor=actor, people=[actor.person_id], kind="cc", params={}, link="/", event_key="1.1")
    message = Notification.objects.get()
    assert actions.mark_read(actor=stranger, ids=[message.id]) == 0
    assert actions.mark_read(actor=stranger, ids=None) == 0
    assert selectors.unread_count(actor) == 1
    assert actions.mark_read(actor=actor, ids=[message.id]) == 1
    assert selectors.unread_count(actor) == 0

"""A message tells nobody what the form hides from him: its title is asked for when he reads it."""

import pytest

from xieyun.kernel import outbox
from xieyun.messaging.models import Notification
from xieyun.messaging.selectors import notification_page
from xieyun.process import selectors
from xieyun.process.tests.test_headlines import SUBJECT, ready


def titles(actor):
    page = notification_page(actor, unread=False, cursor=None, size=10)
    return [message.params["title"] for message in page.items]


@pytest.mark.parametrize("right", ["hidden", "masked"])
def test_the_title_in_a_message_is_that_of_the_list(db, right):
    world, _ = ready(right)
    outbox.relay()
    finance, head = world.actor("finance_manager"), world.actor("head")
    assert titles(finance) == [selectors.list_work_items(finance)["items"][0]["title"]]
    assert SUBJECT not in titles(finance)[0]
    assert SUBJECT in titles(head)[0]
    assert not any(SUBJECT in str(message.params) for message in Notification.objects.all())

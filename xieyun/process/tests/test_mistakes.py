"""What people do by mistake is refused with a sentence that helps, and what they kept is there again."""

from __future__ import annotations

import pytest

from xieyun.kernel.errors import InvalidInput
from xieyun.kernel.i18n import sentence
from xieyun.process import actions, selectors
from xieyun.process.errors import OpinionRequired, StepRefused
from xieyun.process.tests.factories import item_of, linear, persons, start, task
from xieyun.records import attachments

ALL = '<xieyun:completion kind="all"/>'
PDF = [b"%PDF-1.7 text"]


@pytest.fixture
def signing(world):
    """The head and the auditor sign together."""
    return start(world, linear(task("sign", persons(world, "head", "auditor"), ALL)))


@pytest.mark.parametrize("verb", [actions.add_signers, actions.transfer])
def test_who_signs_already_is_called_by_name(world, signing, verb):
    auditor = world.person("auditor")
    chosen = {"person_id": auditor.id}
    if verb is actions.add_signers:
        chosen = {"person_ids": [auditor.id], "position": "after"}
    with pytest.raises(StepRefused) as refusal:
        verb(actor=world.actor("head"), item_id=item_of(world, signing, "head"), **chosen)
    told = sentence(refusal.value.code, refusal.value.params, "zh")
    assert auditor.name in told
    assert str(auditor.id) not in told


def test_who_does_not_sign_is_called_by_name(world, signing):
    clerk = world.person("clerk")
    with pytest.raises(StepRefused) as refusal:
        actions.remove_signer(actor=world.actor("head"), item_id=item_of(world, signing, "head"), person_id=clerk.id)
    assert clerk.name in sentence(refusal.value.code, refusal.value.params, "zh")


@pytest.mark.parametrize("verb", [actions.add_signers, actions.consult, actions.notify])
def test_nobody_chooses_himself(world, signing, verb):
    people = [world.person("clerk").id, world.person("head").id]
    more = {"position": "after"} if verb is actions.add_signers else {}
    with pytest.raises(InvalidInput) as refusal:
        verb(actor=world.actor("head"), item_id=item_of(world, signing, "head"), person_ids=people, **more)
    assert [(error.path, error.code) for error in refusal.value.fields] == [("person_ids[1]", "person-is-yourself")]


@pytest.mark.parametrize("nothing", ["\u200b\u200b", "\u3164", "\ufeff \u2060", "\u00a0\u3000"])
def test_a_reason_that_cannot_be_seen_is_none(world, signing, nothing):
    with pytest.raises(OpinionRequired):
        actions.reject(actor=world.actor("head"), item_id=item_of(world, signing, "head"), opinion=nothing)


@pytest.mark.parametrize("little", ["。", "😀", "👨\u200d👩\u200d👧", "ok", "1"])
def test_the_shortest_reason_counts(world, signing, little):
    actions.reject(actor=world.actor("head"), item_id=item_of(world, signing, "head"), opinion=little)
    trail = selectors.instance_detail(world.actor("clerk"), signing.instance_id)["trail"]
    assert trail[-1]["opinion"] == little


def test_files_of_a_kept_opinion_are_kept_and_sent_later(world, signing):
    head, item = world.actor("head"), item_of(world, signing, "head")
    file = attachments.upload(actor=head, name="会议通知.pdf", chunks=PDF)
    assert [one["begun"] for one in selectors.list_work_items(head)["items"]] == [False]
    actions.save(actor=head, item_id=item, opinion="待核", attachments=[file.id], hidden=True)
    assert [one["begun"] for one in selectors.list_work_items(head)["items"]] == [True]
    kept = selectors.work_item_detail(head, item)["kept"]
    assert [(one["id"], one["name"]) for one in kept["attachments"]] == [(str(file.id), "会议通知.pdf")]
    assert kept["hidden"] is True


def test_nobody_keeps_the_file_of_another(world, signing):
    other = attachments.upload(actor=world.actor("clerk"), name="工资表.pdf", chunks=PDF)
    with pytest.raises(InvalidInput):
        actions.save(actor=world.actor("head"), item_id=item_of(world, signing, "head"), attachments=[other.id])

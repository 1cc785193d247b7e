"""Opinions: whether they are written, who reads hidden ones and their files, and the signature under them."""

from __future__ import annotations

import struct
import zlib

import pytest

from xieyun.access.actions import define_role, grant_role
from xieyun.kernel.actor import system_actor
from xieyun.kernel.database import execute
from xieyun.kernel.errors import InvalidInput, NotFound
from xieyun.organization.tests.factories import LONG_AGO
from xieyun.process import actions, selectors
from xieyun.process.actions.signature import keep_signature, remove_signature
from xieyun.process.errors import InvalidDefinition, OpinionRequired
from xieyun.process.signatures import own_signature
from xieyun.process.tests.claims import claims_world, sound
from xieyun.process.tests.factories import grant_administrator, item_of, linear, persons, publish, start, task
from xieyun.process.tests.test_records import submit
from xieyun.records import attachments
from xieyun.records.attachments import storage
from xieyun.records.tests.factories import line, make_claim, make_kind

SECRET = "此人去年有过虚报"


def png(shade):
    """Return a PNG of one pixel."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    body = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(
        b"IDAT", zlib.compress(bytes([0, shade]))
    )
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


@pytest.fixture
def world(db):
    """Head, then finance manager; the head's hidden opinions are for the role `audit-office`."""
    made = claims_world(
        '<xieyun:opinion audience="role:audit-office activity:finance"/>', '<xieyun:opinion hide="never"/>'
    )
    define_role(actor=system_actor(made.group.id), code="audit-office", name="审计室", permissions=[])
    grant_role(
        actor=system_actor(made.group.id), role_code="audit-office", subject_kind="person",
        subject_id=made.person("auditor").id, valid_from=LONG_AGO,
    )  # fmt: skip
    return made


@pytest.fixture
def claim(world):
    return make_claim(world.actor("clerk"), line(make_kind(world)))


def hide(world, claim):
    """The head approves with a hidden opinion and a file in it."""
    outcome = submit(world, claim)
    head = world.actor("head")
    file = attachments.upload(actor=head, name="举报信.pdf", chunks=[b"%PDF-1.7 secret"])
    item = item_of(world, outcome, "head")
    actions.approve(actor=head, item_id=item, opinion=SECRET, attachments=[file.id], hidden=True)
    return outcome, file


def read_by(world, role, outcome):
    return selectors.instance_detail(world.actor(role), outcome.instance_id)["trail"][1]


@pytest.mark.parametrize(
    ("role", "reads"),
    [("clerk", False), ("company_manager", False), ("head", True), ("auditor", True), ("finance_manager", True)],
)
def test_a_hidden_opinion_is_for_its_audience(world, claim, role, reads):
    outcome, file = hide(world, claim)
    row = read_by(world, role, outcome)
    assert (row["opinion"], row["concealed"]) == ((SECRET, False) if reads else ("", True))
    assert [one["name"] for one in row["attachments"]] == (["举报信.pdf"] if reads else [])
    if reads:
        assert attachments.readable_attachment(world.actor(role), file.id).id == file.id
    else:
        with pytest.raises(NotFound):
            attachments.readable_attachment(world.actor(role), file.id)


def test_administrators_read_hidden_opinions(world, claim):
    outcome, _ = hide(world, claim)
    grant_administrator(world, "other_clerk")
    assert read_by(world, "other_clerk", outcome)["opinion"] == SECRET


def test_hidden_words_leave_the_history_nowhere_else(world, claim):
    hide(world, claim)
    for table, column in (
        ("kernel_outboxevent", "facts"),
        ("kernel_auditrow", "coalesce(before, '') || coalesce(after, '')"),
        ("work_item", "why::text"),
        ("process_instance", "title || variables::text || summary::text"),
    ):
        assert not execute(f"SELECT 1 FROM {table} WHERE {column} LIKE %s", [f"%{SECRET}%"])
    assert sound(world) == []


def test_a_return_with_hidden_words_says_only_who_returned(world, claim):
    outcome = submit(world, claim)
    item = item_of(world, outcome, "head")
    actions.send_back(actor=world.actor("head"), item_id=item, target="initiator", opinion=SECRET, hidden=True)
    clerk = world.actor("clerk")
    detail = selectors.work_item_detail(clerk, item_of(world, outcome, "clerk"))
    assert SECRET not in str(detail)
    assert any("意见未公开" in reason for reason in detail["why"]["sentences"])


def test_where_opinions_are_open_none_is_hidden(world, claim):
    outcome, _ = hide(world, claim)
    with pytest.raises(InvalidInput) as refusal:
        actions.approve(
            actor=world.actor("finance_manager"),
            item_id=item_of(world, outcome, "finance_manager"),
            opinion="同意",
            hidden=True,
        )
    assert [error.code for error in refusal.value.fields] == ["opinion-not-hideable"]


def test_where_opinions_are_always_hidden_nobody_needs_to_ask(world):
    tasks = task("a", persons(world, "head"), '<xieyun:opinion hide="always"/>')
    outcome = start(world, linear(tasks, task("b", persons(world, "auditor"))))
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"), opinion=SECRET)
    assert read_by(world, "clerk", outcome)["concealed"]
    assert read_by(world, "auditor", outcome)["concealed"]


@pytest.mark.parametrize("verb", ["notify", "consult"])
def test_where_opinions_are_always_hidden_so_is_what_is_said_to_others_but_not_from_them(world, verb):
    outcome = start(world, linear(task("a", persons(world, "head"), '<xieyun:opinion hide="always"/>')))
    getattr(actions, verb)(
        actor=world.actor("head"), item_id=item_of(world, outcome, "head"), opinion=SECRET,
        person_ids=[world.person("cashier").id],
    )  # fmt: skip
    assert SECRET not in str(selectors.instance_detail(world.actor("clerk"), outcome.instance_id))
    assert read_by(world, "cashier", outcome)["opinion"] == SECRET


def test_a_hidden_rejection_that_gives_back_says_only_who_rejected(world):
    back = '<xieyun:rejection policy="return_initiator"/><xieyun:opinion hide="allowed"/>'
    outcome = start(world, linear(task("a", persons(world, "head"), back)))
    actions.reject(actor=world.actor("head"), item_id=item_of(world, outcome, "head"), opinion=SECRET, hidden=True)
    assert SECRET not in str(selectors.work_item_detail(world.actor("clerk"), item_of(world, outcome, "clerk")))


def test_handlers_are_an_audience_without_the_initiator(world):
    tasks = task("a", persons(world, "head"), '<xieyun:opinion audience="handlers"/>')
    outcome = start(world, linear(tasks, task("b", persons(world, "auditor"))))
    actions.approve(actor=world.actor("head"), item_id=item_of(world, outcome, "head"), opinion=SECRET, hidden=True)
    assert read_by(world, "clerk", outcome)["concealed"]
    assert not read_by(world, "auditor", outcome)["concealed"]


@pytest.mark.parametrize("rule", ["required", "optional", "none"])
def test_an_activity_says_whether_decisions_carry_words(world, rule):
    outcome = start(world, linear(task("a", persons(world, "head"), f'<xieyun:opinion rule="{rule}"/>')))
    head, item = world.actor("head"), item_of(world, outcome, "head")
    offers = {offer["verb"]: offer["opinion"] for offer in selectors.work_item_detail(head, item)["verbs"]}
    assert (offers["approve"], offers["reject"]) == (rule, rule)
    if rule == "required":
        with pytest.raises(OpinionRequired):
            actions.approve(actor=head, item_id=item)
    if rule == "none":
        with pytest.raises(InvalidInput):
            actions.approve(actor=head, item_id=item, opinion="同意")
    assert actions.approve(actor=head, item_id=item, opinion="同意" if rule != "none" else "").status == "completed"


def draw(actor, shade=0):
    return keep_signature(
        actor=actor, attachment_id=attachments.upload(actor=actor, name="签名.png", chunks=[png(shade)]).id
    )


def signing(world, policy):
    outcome = start(world, linear(task("a", persons(world, "head"), f'<xieyun:signature policy="{policy}"/>')))
    return outcome, item_of(world, outcome, "head")


def test_a_required_signature_is_put_under_the_decision_and_stays(world):
    outcome, item = signing(world, "required")
    head, clerk = world.actor("head"), world.actor("clerk")
    with pytest.raises(InvalidInput) as refusal:
        actions.approve(actor=head, item_id=item, sign=True)
    assert [error.code for error in refusal.value.fields] == ["signature-missing"]
    draw(head)
    actions.approve(actor=head, item_id=item, sign=True)
    signed = read_by(world, "clerk", outcome)["signature"]
    before = attachments.readable_attachment(clerk, signed).digest
    draw(head, 255)
    remove_signature(actor=head)
    assert attachments.readable_attachment(clerk, signed).digest == before
    with pytest.raises(NotFound):
        attachments.readable_attachment(world.actor("other_clerk"), signed)
    assert sound(world) == []


def test_an_optional_signature_is_given_when_asked_for(world):
    head = world.actor("head")
    draw(head)
    without, first = signing(world, "optional")
    actions.approve(actor=head, item_id=first)
    with_one, second = signing(world, "optional")
    actions.approve(actor=head, item_id=second, sign=True)
    assert read_by(world, "clerk", without)["signature"] is None
    assert read_by(world, "clerk", with_one)["signature"] is not None
    _, third = signing(world, "none")
    with pytest.raises(InvalidInput):
        actions.approve(actor=head, item_id=third, sign=True)


def test_a_personal_signature_is_its_owners_own(world):
    head, clerk = world.actor("head"), world.actor("clerk")
    kept = draw(head)
    assert attachments.readable_attachment(head, kept.attachment_id)
    with pytest.raises(NotFound):
        attachments.readable_attachment(clerk, kept.attachment_id)
    with pytest.raises(InvalidInput):
        keep_signature(actor=clerk, attachment_id=kept.attachment_id)
    with pytest.raises(InvalidInput):
        keep_signature(
            actor=clerk, attachment_id=attachments.upload(actor=clerk, name="a.pdf", chunks=[b"%PDF-1.7"]).id
        )


def test_nobody_signs_unseen_in_a_batch(world):
    _, item = signing(world, "required")
    head = world.actor("head")
    draw(head)
    with pytest.raises(InvalidInput) as refusal:
        actions.approve(actor=head, item_id=item)
    assert [error.code for error in refusal.value.fields] == ["signature-required"]
    assert execute("SELECT status FROM work_item WHERE id = %s", [item]).scalar() == "open"


VERBS = {
    "transfer": lambda world, item, **more: actions.transfer(
        actor=world.actor("head"), item_id=item, person_id=world.person("auditor").id, **more),
    "delegate": lambda world, item, **more: actions.delegate(
        actor=world.actor("head"), item_id=item, person_id=world.person("auditor").id, **more),
    "add-signers": lambda world, item, **more: actions.add_signers(
        actor=world.actor("head"), item_id=item, position="before", person_ids=[world.person("auditor").id], **more),
    "consult": lambda world, item, **more: actions.consult(
        actor=world.actor("head"), item_id=item, person_ids=[world.person("auditor").id], **more),
    "notify": lambda world, item, **more: actions.notify(
        actor=world.actor("head"), item_id=item, person_ids=[world.person("auditor").id], **more),
}  # fmt: skip


def declared(world, verb):
    more = f'<xieyun:verbs><xieyun:verb name="{verb}" signature="required"/></xieyun:verbs>'
    outcome = start(world, linear(task("a", persons(world, "head"), more)))
    return outcome, item_of(world, outcome, "head")


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_signed_where_the_definition_says_so(world, verb):
    outcome, item = declared(world, verb)
    head = world.actor("head")
    offers = {offer["verb"]: offer["signature"] for offer in selectors.work_item_detail(head, item)["verbs"]}
    assert {name for name, policy in offers.items() if policy == "required"} == {verb}
    with pytest.raises(InvalidInput) as refusal:
        VERBS[verb](world, item, sign=True)
    assert [error.code for error in refusal.value.fields] == ["signature-missing"]
    draw(head)
    with pytest.raises(InvalidInput) as refusal:
        VERBS[verb](world, item)
    assert [error.code for error in refusal.value.fields] == ["signature-required"]
    VERBS[verb](world, item, sign=True)
    assert read_by(world, "clerk", outcome)["signature"] is not None
    assert sound(world) == []


def test_a_reply_is_signed_where_the_definition_says_so(world):
    outcome, item = declared(world, "reply")
    actions.consult(actor=world.actor("head"), item_id=item, person_ids=[world.person("auditor").id])
    asked, auditor = item_of(world, outcome, "auditor", kind="consult"), world.actor("auditor")
    assert selectors.work_item_detail(auditor, asked)["asked"]["signature"] == "required"
    draw(auditor)
    with pytest.raises(InvalidInput):
        actions.reply(actor=auditor, item_id=asked, opinion="可以")
    actions.reply(actor=auditor, item_id=asked, opinion="可以", sign=True)
    trail = selectors.instance_detail(world.actor("clerk"), outcome.instance_id)["trail"]
    assert trail[-1]["signature"] is not None
    assert sound(world) == []


def test_submitting_and_submitting_again_are_signed_where_the_start_says_so(world, claim):
    start_event = ('<startEvent id="start"><extensionElements><xieyun:signature policy="required"/>'
                   "</extensionElements></startEvent>")  # fmt: skip
    xml = linear(task("head", 'kind="head"')).replace(b'<startEvent id="start"/>', start_event.encode())
    publish(world, xml, code="test.claim", object_type="test.claim")
    clerk = world.actor("clerk")
    assert selectors.start_of(clerk, "test.claim")["signature"] == "required"
    for code in ("signature-missing", "signature-required"):
        with pytest.raises(InvalidInput) as refusal:
            actions.submit_record(
                actor=clerk, object_type="test.claim", record_id=claim.id, sign=code == "signature-missing"
            )
        assert [error.code for error in refusal.value.fields] == [code]
        draw(clerk)
    outcome = actions.submit_record(actor=clerk, object_type="test.claim", record_id=claim.id, sign=True)
    head = world.actor("head")
    actions.send_back(actor=head, item_id=item_of(world, outcome, "head"), target="initiator", opinion="补充")
    again = item_of(world, outcome, "clerk")
    assert selectors.work_item_detail(clerk, again)["asked"]["signature"] == "required"
    with pytest.raises(InvalidInput):
        actions.approve(actor=clerk, item_id=again)
    actions.approve(actor=clerk, item_id=again, sign=True)
    trail = selectors.instance_detail(clerk, outcome.instance_id)["trail"]
    assert [(row["verb"], row["signature"] is not None) for row in trail] == [
        ("submit", True), ("return", False), ("resubmit", True),
    ]  # fmt: skip
    assert sound(world) == []


@pytest.mark.parametrize(
    "more",
    [
        '<xieyun:verbs><xieyun:verb name="transfer" signature="always"/></xieyun:verbs>',
        '<xieyun:verbs><xieyun:verb name="claim" signature="required"/></xieyun:verbs>',
    ],
)
def test_a_signature_that_cannot_be_asked_for_is_refused(world, more):
    with pytest.raises(InvalidDefinition):
        publish(world, linear(task("a", persons(world, "head"), more)))


@pytest.mark.parametrize("wrong", ["unfolds too large", "broken off"])
def test_a_picture_that_paper_cannot_take_is_no_signature(world, wrong):
    head = world.actor("head")
    large = png(0).replace(struct.pack(">II", 1, 1), struct.pack(">II", 60_000, 1), 1)
    content = large if wrong == "unfolds too large" else png(0)[:20]
    with pytest.raises(InvalidInput) as refusal:
        keep_signature(actor=head, attachment_id=attachments.upload(actor=head, name="大.png", chunks=[content]).id)
    assert [error.code for error in refusal.value.fields] == ["signature-image"]
    assert own_signature(head) is None


@pytest.mark.parametrize("tampering", ["row", "file", "step"])
def test_a_signature_that_was_exchanged_is_found(world, tampering):
    head = world.actor("head")
    draw(head, 7)
    outcome, item = signing(world, "required")
    actions.approve(actor=head, item_id=item, sign=True)
    assert sound(world) == []
    signed = read_by(world, "clerk", outcome)["signature"]
    other = attachments.upload(actor=head, name="b.png", chunks=[png(99)])
    if tampering == "row":
        execute("UPDATE records_attachment SET digest = %s WHERE id = %s", [other.digest, signed])
    elif tampering == "file":
        digest = attachments.readable_attachment(head, signed).digest
        storage.path_of(digest).write_bytes(png(99))
    else:
        execute(
            "UPDATE process_event SET details = jsonb_set(details, '{signature,attachment}', to_jsonb(%s::text)) "
            "WHERE details ? 'signature'", [str(other.id)],
        )  # fmt: skip
    assert "signature-differs" in sound(world)


@pytest.mark.parametrize("verb", ["transfer", "delegate", "consult", "add_signers", "notify"])
def test_files_go_with_what_is_asked_of_others(world, claim, verb):
    outcome = submit(world, claim)
    head, asked = world.actor("head"), world.person("auditor").id
    file = attachments.upload(actor=head, name="合同.pdf", chunks=[b"%PDF-1.7 contract"])
    to = {"person_id": asked} if verb in ("transfer", "delegate") else {"person_ids": [asked]}
    more = {"position": "before"} if verb == "add_signers" else {}
    item = item_of(world, outcome, "head")
    getattr(actions, verb)(actor=head, item_id=item, opinion="请看合同。", attachments=[file.id], **to, **more)
    row = selectors.instance_detail(world.actor("auditor"), outcome.instance_id)["trail"][-1]
    assert [one["name"] for one in row["attachments"]] == ["合同.pdf"]

"""Attachments: what may be uploaded, who may read it, and that equal content is kept once."""

from __future__ import annotations

import pytest

from xieyun.kernel.errors import NotFound, TooLarge
from xieyun.records import actions, selectors
from xieyun.records.attachments import readable_attachment, storage, upload
from xieyun.records.errors import FileRefused, InvalidRecord
from xieyun.records.tests.factories import line, make_claim, make_kind, ready_world

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"x" * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


@pytest.fixture
def world(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    return ready_world()


def test_a_file_is_read_back_by_who_uploaded_it_and_nobody_else(world):
    clerk = world.actor("clerk")
    kept = upload(actor=clerk, name="发票.pdf", chunks=[PDF])
    assert (kept.name, kept.size, kept.content_type) == ("发票.pdf", len(PDF), "application/pdf")
    assert readable_attachment(clerk, kept.id).digest == kept.digest
    assert storage.path_of(kept.digest).read_bytes() == PDF
    for role in ("colleague", "head", "auditor"):
        with pytest.raises(NotFound):
            readable_attachment(world.actor(role), kept.id)


def test_equal_content_is_kept_once(world, tmp_path):
    clerk = world.actor("clerk")
    first = upload(actor=clerk, name="a.pdf", chunks=[PDF])
    second = upload(actor=clerk, name="b.pdf", chunks=[PDF[:50], PDF[50:]])
    assert first.digest == second.digest
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_attached_files_follow_the_access_of_the_record(world):
    clerk = world.actor("clerk")
    kept = upload(actor=clerk, name="a.png", chunks=[PNG])
    claim = make_claim(clerk, line(make_kind(world)), scan=[str(kept.id)])
    shown = selectors.get_record(clerk, "test.claim", claim.id)["values"]["scan"]
    assert shown == [{"id": kept.id, "name": "a.png", "size": len(PNG), "content_type": "image/png"}]
    assert readable_attachment(world.actor("head"), kept.id)
    for role in ("colleague", "other_clerk", "cashier"):
        with pytest.raises(NotFound):
            readable_attachment(world.actor(role), kept.id)
    actions.delete_record(actor=clerk, object_type="test.claim", record_id=claim.id, version=1)
    with pytest.raises(NotFound):
        readable_attachment(clerk, kept.id)


def test_a_foreign_file_cannot_be_attached(world):
    kept = upload(actor=world.actor("other_clerk"), name="a.png", chunks=[PNG])
    with pytest.raises(InvalidRecord):
        make_claim(world.actor("clerk"), line(make_kind(world)), scan=[str(kept.id)])
    own = make_claim(world.actor("other_clerk"), line(make_kind(world, "二")), scan=[str(kept.id)])
    with pytest.raises(InvalidRecord):
        make_claim(world.actor("other_clerk"), scan=[str(kept.id)], subject="第二张")
    assert own.values["scan"] == [kept.id]


@pytest.mark.parametrize(
    "name, content, code",
    [
        ("virus.exe", b"MZ", "attachment-type"),
        ("script.svg", b"<svg onload='x'/>", "attachment-type"),
        ("page.html", b"<html>", "attachment-type"),
        ("noextension", PDF, "attachment-type"),
        ("renamed.pdf", PNG, "attachment-content"),
        ("renamed.xlsx", b"not a zip", "attachment-content"),
        ("binary.txt", b"a\x00b", "attachment-content"),
        ("empty.pdf", b"", "attachment-empty"),
        ("..", PDF, "attachment-name"),
        (".pdf", PDF, "attachment-name"),
        ("a\x00.pdf", PDF, "attachment-name"),
        ("x" * 210 + ".pdf", PDF, "attachment-name"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(world, tmp_path, name, content, code):
    with pytest.raises(FileRefused) as caught:
        upload(actor=world.actor("clerk"), name=name, chunks=[content])
    assert caught.value.fields[0].code == code
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_path_in_the_name_is_cut_off(world):
    assert upload(actor=world.actor("clerk"), name="../../etc/passwd.pdf", chunks=[PDF]).name == "passwd.pdf"
    assert upload(actor=world.actor("clerk"), name="C:\\Temp\\a.pdf", chunks=[PDF]).name == "a.pdf"


def test_gbk_text_is_text(world):
    content = "名称,金额\n差旅,5".encode("gbk")
    assert upload(actor=world.actor("clerk"), name="清单.csv", chunks=[content]).size == len(content)


def test_a_file_over_the_limit_leaves_nothing_behind(world, tmp_path, settings):
    settings.MAXIMUM_ATTACHMENT_BYTES = 1000
    with pytest.raises(TooLarge):
        upload(actor=world.actor("clerk"), name="a.pdf", chunks=[PDF] * 20)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]

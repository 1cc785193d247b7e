"""The room over HTTP: versions, problems, uploads, exports, ledgers; with an API key and no browser."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from xieyun.access.actions import create_api_key
from xieyun.records import exports
from xieyun.records.models import BackgroundJob
from xieyun.records.tests.factories import line, make_kind, make_pool, ready_world

pytestmark = pytest.mark.django_db
CLAIMS = "/api/v1/records/test.claim"
PDF = b"%PDF-1.7\n"


class Caller:
    """A program with an API key of a named person."""

    def __init__(self, world, role):
        key = create_api_key(actor=world.actor(role), name="test").secret
        self.client = Client(headers={"authorization": f"Bearer {key}", "host": "localhost"})

    def __call__(self, method, path, body=None, **headers):
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = self.client.generic(method, path, headers=headers, **data)
        return answer.status_code, (json.loads(answer.content) if answer.content else None), answer


@pytest.fixture
def world(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    return ready_world()


@pytest.fixture
def clerk(world):
    return Caller(world, "clerk")


@pytest.fixture
def kind(world):
    return make_kind(world)


def created(clerk, kind, **values):
    status, body, _ = clerk("POST", CLAIMS, {"values": {"subject": "出差", "lines": [line(kind)], **values}})
    assert status == 201, body
    return body


def test_a_record_goes_round_by_its_version(clerk, kind):
    made = created(clerk, kind)
    path = f"{CLAIMS}/{made['id']}"
    status, body, answer = clerk("GET", path)
    assert (status, body, answer["ETag"]) == (200, made, '"1"')
    assert body["values"]["amount"] == "100.00"
    assert clerk("PATCH", path, {"values": {"subject": "改"}})[0] == 428
    status, body, answer = clerk("PATCH", path, {"values": {"subject": "改"}}, **{"if-match": '"1"'})
    assert (status, body["version"], answer["ETag"]) == (200, 2, '"2"')
    assert clerk("PATCH", path, {"values": {"subject": "又改"}}, **{"if-match": '"1"'})[0] == 412
    assert clerk("PATCH", path, {"values": {}}, **{"if-match": "*"})[0] == 412
    history = clerk("GET", f"{path}/history")[1]["items"]
    assert [entry["kind"] for entry in history] == ["updated", "created"]
    assert clerk("DELETE", path, **{"if-match": '"1"'})[0] == 412
    assert clerk("DELETE", path, **{"if-match": '"2"'})[0] == 204
    assert clerk("GET", path)[0] == 404


def test_faults_stand_at_their_fields_in_both_languages(clerk, kind):
    status, body, _ = clerk("POST", CLAIMS, {"values": {"lines": [line(kind, "１２")], "colour": 1}})
    assert (status, body["code"]) == (422, "record-invalid")
    assert {error["field"] for error in body["errors"]} == {"lines[0].price", "colour"}
    assert all(error["detail_zh"] and error["detail_en"] for error in body["errors"])


def test_the_shape_of_the_body_is_closed(clerk):
    assert clerk("POST", CLAIMS, {"values": {}, "status": "approved"})[0] == 422
    assert clerk("POST", CLAIMS, {})[0] == 422


def test_a_command_sent_twice_with_one_key_is_done_once(clerk, kind):
    body = {"values": {"subject": "一次", "lines": [line(kind)]}}
    first = clerk("POST", CLAIMS, body, **{"idempotency-key": "k-1"})
    second = clerk("POST", CLAIMS, body, **{"idempotency-key": "k-1"})
    assert first[:2] == second[:2]
    assert clerk("GET", f"{CLAIMS}/count")[1] == {"count": 1, "capped": False}


def test_lists_filter_sort_and_page(clerk, kind):
    for number in range(3):
        created(clerk, kind, subject=f"n{number}")
    query = f"{CLAIMS}?columns=subject&sort=-subject&page_size=2"
    first = clerk("GET", query)[1]
    assert [item["title"] for item in first["items"]] == ["n2", "n1"]
    assert set(first["items"][0]["values"]) == {"subject"}
    second = clerk("GET", f"{query}&cursor={first['next_cursor']}")[1]
    assert ([item["title"] for item in second["items"]], second["next_cursor"]) == (["n0"], None)
    condition = json.dumps({"and": [{"field": "subject", "op": "eq", "value": "n1"}]})
    assert len(clerk("GET", f"{CLAIMS}?filter={condition}")[1]["items"]) == 1
    for wrong in ("filter=x", "filter={%22field%22:%22x%22}", "sort=nothing", "cursor=x", "columns=nothing"):
        assert clerk("GET", f"{CLAIMS}?{wrong}")[0] == 400, wrong
    assert clerk("GET", f"{CLAIMS}?page_size=201")[0] == 422


def test_definitions_carry_my_rights(clerk, world):
    codes = [item["code"] for item in clerk("GET", "/api/v1/object-types")[1]["items"]]
    assert "test.claim" in codes
    body = clerk("GET", "/api/v1/object-types/test.claim")[1]
    lines = next(field for field in body["fields"] if field["code"] == "lines")
    assert {inner["code"] for inner in lines["fields"]} >= {"price", "amount"}
    assert body["operations"] == ["create", "delete", "export", "read", "update"]
    assert Caller(world, "head")("GET", "/api/v1/object-types/test.claim")[1]["operations"] == ["read"]
    assert clerk("GET", "/api/v1/object-types/test.nothing")[0] == 404


def test_files_are_uploaded_attached_and_fetched(clerk, kind, world):
    upload = {"file": SimpleUploadedFile("发票.pdf", PDF)}
    answer = clerk.client.post("/api/v1/attachments", upload)
    assert answer.status_code == 201, answer.content
    file = answer.json()
    made = created(clerk, kind, scan=[file["id"]])
    assert made["values"]["scan"][0]["name"] == "发票.pdf"
    fetched = clerk.client.get(f"/api/v1/attachments/{file['id']}")
    assert b"".join(fetched.streaming_content) == PDF
    assert fetched["Content-Disposition"].startswith("attachment")
    assert Caller(world, "head").client.get(f"/api/v1/attachments/{file['id']}").status_code == 200
    assert Caller(world, "other_clerk").client.get(f"/api/v1/attachments/{file['id']}").status_code == 404
    wrong = clerk.client.post("/api/v1/attachments", {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert wrong.status_code == 422


def test_an_export_is_asked_for_watched_and_fetched(clerk, kind):
    created(clerk, kind)
    status, job, _ = clerk("POST", f"{CLAIMS}/exports", {"columns": ["subject", "amount"]})
    assert (status, job["status"], job["file"]) == (202, "queued", None)
    assert clerk("GET", f"/api/v1/jobs/{job['id']}/file")[0] == 404
    exports.run_export(BackgroundJob.objects.get().id)
    done = clerk("GET", f"/api/v1/jobs/{job['id']}")[1]
    assert (done["status"], done["progress"]) == ("done", {"done": 1, "total": 1})
    fetched = clerk.client.get(f"/api/v1/jobs/{job['id']}/file")
    assert b"".join(fetched.streaming_content).startswith(b"PK")
    assert [one["id"] for one in clerk("GET", "/api/v1/jobs")[1]["items"]] == [job["id"]]


def test_ledgers_answer_and_are_adjusted(clerk, kind, world):
    pool = make_pool(world, kind, "500.00")
    path = "/api/v1/ledgers/test.quota"
    status, body, _ = clerk("GET", f"{path}/availability?kind={kind}&date=2026-03-02")
    assert (status, body["pool_id"], body["available"]) == (200, str(pool), "500.00")
    assert clerk("GET", f"{path}/availability?kind={kind}&date=2031-01-01")[0] == 404
    many = clerk("POST", f"{path}/availability", {"date": "2026-03-02", "keys": [{"kind": str(kind)}, {"kind": None}]})
    assert [one and one["available"] for one in many[1]["items"]] == ["500.00", None]
    manager = Caller(world, "finance_manager")
    status, body, _ = manager("POST", f"{path}/pools/{pool}/adjustments", {"amount": "-100.00", "reason": "压减"})
    assert (status, Decimal(body["available"])) == (200, 400)
    assert manager("POST", f"{path}/pools/{pool}/adjustments", {"amount": "x", "reason": "压减"})[0] == 422
    assert clerk("POST", f"{path}/pools/{pool}/adjustments", {"amount": "1", "reason": "x"})[0] == 404
    moved = manager("GET", f"{path}/pools/{pool}/movements")[1]["items"]
    assert [(row["kind"], row["amount"]) for row in moved] == [("adjust", "-100.00")]


def test_nobody_without_a_key_reads_anything():
    client = Client(headers={"host": "localhost"})
    for path in (CLAIMS, f"{CLAIMS}/count", "/api/v1/object-types", "/api/v1/jobs", "/api/v1/ledgers/x/availability"):
        assert client.get(path).status_code == 401, path

"""What bad input gets: a 4xx problem with a sentence in each language that says what to do, and nothing written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.api.client import Answer
from tests.api.desk import CLAIM, Desk
from tests.harness import Installation

# What a refused request may still leave: that it was tried, and that somebody is signed in.
# (The worker tells people meanwhile of what earlier tests did.)
OUTSIDE = {
    "kernel_auditrow", "kernel_auditseal", "kernel_cache", "django_session", "kernel_outboxevent",
    "messaging_notification",
}  # fmt: skip


def contents(installation: Installation) -> dict[str, int]:
    """Return the number of rows of every table that business data stands in."""
    with psycopg.connect(installation.environment["DATABASE_URL"]) as connection:
        tables = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_schema IN ('public', 'data') AND table_type = 'BASE TABLE'"
        ).fetchall()
        counted = {}
        for schema, table in tables:
            if table in OUTSIDE or table.startswith("procrastinate_"):
                continue
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
            counted[f"{schema}.{table}"] = connection.execute(query).fetchone()[0]
        return counted


@contextmanager
def nothing_written(installation: Installation) -> Iterator[None]:
    before = contents(installation)
    yield
    assert contents(installation) == before


def assert_problem(answer: Answer, *statuses: int) -> dict[str, Any]:
    """Check that the answer is a problem with sentences in both languages; return it."""
    assert answer.status in (statuses or range(400, 500)), (answer.status, answer.body[:2000])
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    for part in (problem, *problem["errors"]):
        assert re.search(r"[\u4e00-\u9fff].*[。！？]$", part["detail_zh"]), part
        assert re.search(r"[A-Za-z].*[.!?]$", part["detail_en"]), part
    assert "Traceback" not in answer.body.decode()
    assert problem["request_id"] == answer.headers["x-request-id"]
    return dict(problem)


def post_raw(desk: Desk, body: bytes, path: str = f"/api/v1/records/{CLAIM}") -> Answer:
    return desk.client.send("POST", path, body)


def with_subject(desk: Desk, raw: str) -> bytes:
    """Return the JSON of a good claim whose subject is the given raw JSON."""
    text = json.dumps({"values": desk.claim_values("10.00", subject="@@")}, ensure_ascii=False)
    return text.replace('"@@"', raw).encode("utf-8", "surrogatepass")


POISON = [
    r'"a\u0000b"',
    '"a\x00b"',
    r'"\ud800"',
    r'"\udc00x"',
    '"\ud800"',
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "[1]",
]


@pytest.mark.parametrize("raw", POISON, ids=ascii)
def test_poison_values(served_demo: Installation, clerk: Desk, raw: str) -> None:
    body = with_subject(clerk, raw)
    with nothing_written(served_demo):
        assert_problem(post_raw(clerk, body), 400, 422)


@pytest.mark.parametrize("date", ["1899-12-31", "10000-01-01", "2026-02-30", "0000-00-00", "yesterday", 20261101])
def test_dates_outside_the_calendar(served_demo: Installation, clerk: Desk, date: object) -> None:
    values = clerk.claim_values("10.00")
    values["lines"][0]["date"] = date
    with nothing_written(served_demo):
        problem = assert_problem(clerk.client.post(f"/api/v1/records/{CLAIM}", {"values": values}), 422)
    assert problem["errors"][0]["field"] == "lines[0].date"


@pytest.mark.parametrize("amount", ["１２３．００", "12,34", "1e5", "NaN", "0x10", "12.345", True, [], "1" * 400])
def test_amounts_that_are_none(served_demo: Installation, clerk: Desk, amount: object) -> None:
    values = clerk.claim_values("10.00")
    values["lines"][0]["amount"] = amount
    with nothing_written(served_demo):
        problem = assert_problem(clerk.client.post(f"/api/v1/records/{CLAIM}", {"values": values}), 422)
    assert problem["errors"][0]["field"] == "lines[0].amount"


@pytest.mark.parametrize("amount", ["-1.00", "0", "0.00", "-0.01"])
def test_a_negative_or_zero_amount(served_demo: Installation, clerk: Desk, amount: str) -> None:
    values = clerk.claim_values("10.00")
    values["lines"][0]["amount"] = amount
    with nothing_written(served_demo):
        assert_problem(clerk.client.post(f"/api/v1/records/{CLAIM}", {"values": values}), 422)


def test_an_incomplete_claim_is_not_submitted(served_demo: Installation, clerk: Desk) -> None:
    empty = clerk.create({**clerk.claim_values("10.00"), "lines": []})
    blank = clerk.claim_values("10.00")
    blank["lines"][0]["amount"] = None
    unpriced = clerk.create(blank)
    with nothing_written(served_demo):
        first = assert_problem(clerk.try_to_submit(empty["id"]), 422)
        second = assert_problem(clerk.try_to_submit(unpriced["id"]), 422)
    assert first["errors"][0]["field"] == "lines"
    assert second["errors"][0]["field"] == "lines[0].amount"
    assert clerk.record(empty["id"])["status"] == "draft"


def test_depth_and_size(served_demo: Installation, clerk: Desk) -> None:
    deep = b'{"values": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    with nothing_written(served_demo):
        assert_problem(post_raw(clerk, deep), 400)
        assert_problem(post_raw(clerk, b'{"values": {"subject": "' + b"a" * 3_000_000 + b'"}}'), 413)
        assert_problem(post_raw(clerk, with_subject(clerk, json.dumps("长" * 5000))), 422)


def test_a_body_of_100_megabytes_is_refused_unread(served_demo: Installation, clerk: Desk) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", served_demo.port, timeout=30)
    cookies = "; ".join(f"{name}={value}" for name, value in clerk.client.cookies.items())
    connection.putrequest("POST", f"/api/v1/records/{CLAIM}")
    for name, value in {
        "Content-Type": "application/json", "Content-Length": str(100 * 1024 * 1024), "Cookie": cookies,
        "X-CSRF-Token": clerk.client.token,
    }.items():  # fmt: skip
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    assert response.status == 413
    assert json.loads(response.read())["code"] == "too-large"
    connection.close()


@pytest.mark.parametrize("path", [f"/api/v1/records/{CLAIM}", "/api/v1/attachments"])
def test_a_body_without_an_announced_end_is_refused_unread(served_demo: Installation, clerk: Desk, path: str) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", served_demo.port, timeout=30)
    cookies = "; ".join(f"{name}={value}" for name, value in clerk.client.cookies.items())
    connection.putrequest("POST", path)
    for name, value in {
        "Content-Type": "application/json", "Transfer-Encoding": "chunked", "Cookie": cookies,
        "X-CSRF-Token": clerk.client.token,
    }.items():  # fmt: skip
        connection.putheader(name, value)
    connection.endheaders()
    with nothing_written(served_demo):
        piece = b"%x\r\n" % (1024 * 1024) + b"0" * (1024 * 1024) + b"\r\n"
        with suppress(ConnectionError):  # the server need not wait for the 60 MB
            for _ in range(60):
                connection.send(piece)
            connection.send(b"0\r\n\r\n")
        response = connection.getresponse()
        assert response.status == 411
        assert json.loads(response.read())["code"] == "length-required"
    connection.close()


def test_unknown_and_duplicate_fields(served_demo: Installation, clerk: Desk) -> None:
    values = clerk.claim_values("10.00")
    good = json.dumps({"values": values})
    with nothing_written(served_demo):
        for unknown in ({"values": {**values, "nonsense": 1}}, {"values": values, "status": "paid"}):
            assert_problem(clerk.client.post(f"/api/v1/records/{CLAIM}", unknown), 422)
        line = {**values["lines"][0], "nonsense": 1}
        assert_problem(clerk.client.post(f"/api/v1/records/{CLAIM}", {"values": {**values, "lines": [line]}}), 422)
        assert_problem(
            post_raw(clerk, good.replace('"subject"', '"subject": "first", "subject"', 1).encode()), 400, 422
        )
        assert_problem(post_raw(clerk, b""), 400, 422)
        assert_problem(post_raw(clerk, b"{"), 400)
        assert_problem(post_raw(clerk, b"\xff\xfe{}"), 400)
        assert_problem(post_raw(clerk, b'"text"'), 400, 422)


@pytest.mark.parametrize("field", ["status", "owner_id", "amount", "paid_on", "finance_note", "number"])
def test_fields_that_are_not_mine_to_set(served_demo: Installation, clerk: Desk, field: str) -> None:
    values = {**clerk.claim_values("10.00"), field: "2026-01-01"}
    with nothing_written(served_demo):
        assert_problem(clerk.client.post(f"/api/v1/records/{CLAIM}", {"values": values}), 422)


def test_a_duplicate_invoice_names_the_claim_that_has_it(served_demo: Installation, clerk: Desk) -> None:
    first = clerk.create(clerk.claim_values("10.00"))
    values = clerk.claim_values("10.00")
    values["lines"][0]["invoice_number"] = first["values"]["lines"][0]["values"]["invoice_number"]
    with nothing_written(served_demo):
        problem = assert_problem(clerk.client.post(f"/api/v1/records/{CLAIM}", {"values": values}), 409, 422)
    assert first["serial_number"] in problem["detail_zh"] + "".join(e["detail_zh"] for e in problem["errors"])


def test_another_companys_record_is_as_absent_as_none(
    served_demo: Installation, clerk: Desk, group_finance_head: Desk
) -> None:
    foreign = group_finance_head.create(group_finance_head.claim_values("10.00"))
    assert foreign["unit"]["id"] != clerk.create(clerk.claim_values("10.00"))["unit"]["id"]
    absent = str(uuid4())
    with nothing_written(served_demo):
        for path in ("/{}", "/{}/history"):
            answers = [clerk.client.get(f"/api/v1/records/{CLAIM}" + path.format(i)) for i in (foreign["id"], absent)]
            problems = [assert_problem(answer, 404) for answer in answers]
            assert problems[0]["detail"] == problems[1]["detail"]
        for identifier in (foreign["id"], absent):
            path = f"/api/v1/records/{CLAIM}/{identifier}"
            assert_problem(clerk.client.patch(path, {"values": {"subject": "x"}}, If_Match='"1"'), 404)
            assert_problem(clerk.client.send("DELETE", path, None, If_Match='"1"'), 404)
            assert_problem(clerk.try_to_submit(identifier), 404)


def test_a_done_or_foreign_work_item(served_demo: Installation, clerk: Desk, head: Desk, cashier: Desk) -> None:
    instance = clerk.submitted("390.00")
    item = head.todo(instance["id"])["id"]
    with nothing_written(served_demo):
        for desk in (clerk, cashier):
            assert_problem(desk.try_to("approve", item), 403, 404)
        assert_problem(head.try_to("approve", str(uuid4())), 404)
        assert_problem(head.try_to("approve", "not-an-id"), 404, 422)
        assert_problem(head.try_to("return", item, target="payment", then="run_again", opinion="未经过"), 409, 422)
        assert_problem(head.try_to("approve", item, values={"amount": "1.00"}), 403, 422)
        assert_problem(head.try_to("transfer", item, person_id=str(uuid4())), 404, 422)
    head.act("approve", instance["id"])
    with nothing_written(served_demo):
        problem = assert_problem(head.try_to("approve", item), 409)
    assert problem["code"] == "already-handled"


def test_a_stale_or_missing_version(served_demo: Installation, clerk: Desk) -> None:
    record = clerk.create(clerk.claim_values("10.00"))
    path = f"/api/v1/records/{CLAIM}/{record['id']}"
    current = clerk.client.get(path).headers["etag"]
    assert clerk.client.patch(path, {"values": {"subject": "第二版"}}, If_Match=current).status == 200
    with nothing_written(served_demo):
        assert_problem(clerk.client.patch(path, {"values": {"subject": "第三版"}}, If_Match=current), 412)
        assert_problem(clerk.client.patch(path, {"values": {"subject": "第三版"}}), 428)
        assert_problem(clerk.client.patch(path, {"values": {"subject": "第三版"}}, If_Match="nonsense"), 412)
    assert clerk.record(record["id"])["values"]["subject"] == "第二版"


def test_a_submitted_claim_is_not_changed_or_submitted_again(served_demo: Installation, clerk: Desk) -> None:
    instance = clerk.submitted("400.00")
    path = f"/api/v1/records/{CLAIM}/{instance['record_id']}"
    tag = clerk.client.get(path).headers["etag"]
    with nothing_written(served_demo):
        assert_problem(clerk.client.patch(path, {"values": {"subject": "改"}}, If_Match=tag), 403, 409)
        assert_problem(clerk.client.send("DELETE", path, None, If_Match=tag), 403, 409)
        assert_problem(clerk.try_to_submit(instance["record_id"]), 409)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("program.exe", b"MZ\x90\x00", "application/octet-stream"),
        ("page.html", b"<script>alert(1)</script>", "text/html"),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        ("renamed.pdf", b"MZ\x90\x00 not a pdf", "application/pdf"),
        ("empty.pdf", b"", "application/pdf"),
        ("../../etc/passwd", b"%PDF-1.7", "application/pdf"),
    ],
)
def test_attachments_of_the_wrong_kind(
    served_demo: Installation, clerk: Desk, name: str, content: bytes, content_type: str
) -> None:
    with nothing_written(served_demo):
        assert_problem(clerk.client.upload("/api/v1/attachments", name, content, content_type), 400, 422)


def test_an_attachment_over_50_megabytes(served_demo: Installation, clerk: Desk) -> None:
    body = b"%PDF-1.7\n" + b"0" * (51 * 1024 * 1024)
    with nothing_written(served_demo):
        assert_problem(clerk.client.upload("/api/v1/attachments", "large.pdf", body, "application/pdf"), 413, 422)


@pytest.mark.parametrize(
    "query",
    [
        "filter=nonsense", "filter=[]", 'filter={"and":[{"field":"nonsense","op":"eq","value":1}]}',
        'filter={"and":[{"field":"amount","op":"drop","value":1}]}', "sort=nonsense", "columns=nonsense",
        "page_size=0", "page_size=201", "page_size=many", "cursor=nonsense", "sort=amount;drop",
        'filter={"and":[{"field":"amount","op":"ge","value":"1e400"}]}',
        'filter={"and":[{"field":"subject","op":"contains","value":"a\\u0000"}]}',
    ],
)  # fmt: skip
def test_list_questions_that_make_no_sense(served_demo: Installation, clerk: Desk, query: str) -> None:
    from urllib.parse import quote

    assert_problem(clerk.client.get(f"/api/v1/records/{CLAIM}?{quote(query, safe='=&')}"), 400, 404, 422)


def test_requests_from_elsewhere(served_demo: Installation, clerk: Desk) -> None:
    path = f"/api/v1/records/{CLAIM}"
    values = {"values": clerk.claim_values("10.00")}
    with nothing_written(served_demo):
        assert_problem(clerk.client.post(path, values, X_CSRF_Token="wrong"), 403)
        assert_problem(clerk.client.post(path, values, Origin="https://example.org"), 403)
        assert clerk.client.get("/api/v1/session", Host="example.org").status == 400
        assert_problem(clerk.client.send("PUT", path, b"{}"), 405)
        assert_problem(clerk.client.post(path, values, Idempotency_Key="k" * 201), 400)


BPMN = """<?xml version="1.0"?>{doctype}
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
<process id="p" isExecutable="true">{body}</process></definitions>"""
START = '<startEvent id="s"/><sequenceFlow id="f0" sourceRef="s" targetRef="a"/>'
HOSTILE = {
    "entities": BPMN.format(
        doctype='<!DOCTYPE d [<!ENTITY x "y"><!ENTITY z SYSTEM "file:///etc/passwd">]>',
        body=START + '<userTask id="a" name="&x;&z;"/>',
    ),
    "a cycle without wait": BPMN.format(
        doctype="",
        body=START + '<scriptTask id="a" scriptFormat="zen"><script>1</script></scriptTask>'
        '<scriptTask id="b" scriptFormat="zen"><script>1</script></scriptTask>'
        '<sequenceFlow id="f1" sourceRef="a" targetRef="b"/><sequenceFlow id="f2" sourceRef="b" targetRef="a"/>',
    ),
    "an unknown element": BPMN.format(doctype="", body=START + '<teleportTask id="a"/>'),
    "no start": BPMN.format(
        doctype="", body='<userTask id="a" name="A"/><sequenceFlow id="f" sourceRef="a" targetRef="a"/>'
    ),
    "no process": '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"/>',
    "no XML": "{}",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_process_files(served_demo: Installation, tmp_path, case: str) -> None:
    file = tmp_path / "hostile.bpmn"
    file.write_text(HOSTILE[case])
    tried = served_demo.run("process", "try", str(file), "--json")
    answer = json.loads(tried.stdout)
    assert answer["status"] == "error"
    assert re.search(r"[A-Za-z一-龥]", answer["error"])
    assert "Traceback" not in tried.stdout + tried.stderr
    assert "root:" not in tried.stdout


def test_too_many_of_a_thing_is_told_by_number(clerk: Desk) -> None:
    twice = ["018f3f3e-0000-7000-8000-000000000001"] * 21
    answer = clerk.try_to("approve", twice[0], attachments=twice)
    assert answer.status == 422
    assert answer.json()["errors"][0]["detail_zh"] == "最多 20 项。"

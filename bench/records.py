"""Creating and listing claims through REST, beside the same SQL by psycopg in the same run.

100,000 claims with 3 lines each, in 60 companies with 3,000 people; a page of 20 with filter and sort as a
clerk, a company manager and a group auditor. "Bare SQL" is the statement of the page itself, with its
permission condition, on one psycopg connection; REST adds HTTP, authentication, rights, titles and JSON.
Environment: BENCH_CLAIMS (default 100000), BENCH_REQUESTS (default 200), BENCH_PORT (default 8391).
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

RESULT = Path(__file__).resolve().parent / "results" / "records.json"
CLAIMS = int(os.environ.get("BENCH_CLAIMS", "100000"))
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "200"))
PORT = int(os.environ.get("BENCH_PORT", "8391"))
ROLES = {"clerk": "clerk", "manager": "company-manager", "auditor": "group-auditor"}
FILTER = {"and": [{"field": "status", "op": "eq", "value": "paid"}, {"field": "amount", "op": "ge", "value": "500.00"}]}
LISTS = {"newest": "-created_at", "largest": "-amount"}


def main() -> int:
    """Measure, print the tables and write the result."""
    folder = Path(tempfile.mkdtemp(prefix="xieyun-bench-"))
    folder.chmod(0o755)
    os.environ["XIEYUN_HOME"] = str(folder / "home")
    os.environ.update({"XIEYUN_PORT": str(PORT), "XIEYUN_LOG_LEVEL": "ERROR"})
    server = None
    try:
        prepare(folder)
        keys = load()
        server = start_server()
        metrics, ratios = measure(keys)
    finally:
        if server is not None:
            server.terminate()
            server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"name": "records", "metrics": metrics, "ratios": ratios}, indent=2) + "\n")
    return 0


def prepare(folder: Path) -> None:
    """Start a durable server (or use BENCH_DATABASE_URL), make the tables, load Django."""
    from xieyun.kernel.embedded import ensure_server

    os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL") or ensure_server(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "xieyun.settings"
    subprocess.run([str(Path(sys.executable).parent / "xieyun"), "migrate"], check=True, capture_output=True)
    import django

    django.setup()


def load() -> dict[str, str]:
    """Load the organisation, the package and the claims; return an API key per role."""
    from xieyun.access import demo as access
    from xieyun.access.actions import create_api_key
    from xieyun.kernel.actor import system_actor
    from xieyun.kernel.database import execute, in_transaction
    from xieyun.organization import demo as organization
    from xieyun.organization.identity import identify
    from xieyun.organization.models import Account
    from xieyun.packages.bundled import folder_of
    from xieyun.packages.demo.masters import Maker
    from xieyun.packages.demo.world import read_world
    from xieyun.packages.files import parse, read_package

    begun = time.monotonic()
    access.load(organization.load(companies=60, people=3000, seed=1))
    group = Account.objects.get(login="clerk").group_id
    actor, source = system_actor(group), random.Random(1)
    package = read_package(folder_of("expense"))
    with in_transaction():
        from xieyun.packages.actions import apply_package

        apply_package(actor=actor, package=package)
        maker = Maker(actor, read_world(group), source)
        for entry in parse(package.files["demo/history.yaml"], "demo")["masters"]:
            maker.run(entry)
        load_claims(actor, maker, source)
    execute("ANALYZE")
    print(f"{CLAIMS} claims loaded in {time.monotonic() - begun:.0f} s", flush=True)
    keys = {}
    for role, login in ROLES.items():
        person = identify(Account.objects.get(login=login).id).actor(assignment_id=None, channel="inside")
        keys[role] = create_api_key(actor=person, name="bench").secret
    return keys


def load_claims(actor: Any, maker: Any, source: random.Random) -> None:
    """Claims over a year by people of all departments, with the work items of those who handled them."""
    from xieyun.kernel import clock
    from xieyun.kernel.identifiers import new_id
    from xieyun.records.bulk import PastRecord, copy_rows, load_records
    from xieyun.records.lines import Line

    kinds = [made.id for made in maker.made["expense.expense-type"] if made.values["selectable"]]
    centres = {made.department.id: made.id for made in maker.made["expense.cost-centre"]}
    departments = [one for one in maker.world.departments if one.head is not None and one.people]
    now, items = clock.now(), []
    for start in range(0, CLAIMS, 20_000):
        records = []
        for number in range(start, min(start + 20_000, CLAIMS)):
            department = source.choice(departments)
            at = now - dt.timedelta(seconds=source.randint(60, 365 * 86400))
            lines = [
                Line(new_id(), {
                    "expense_type": source.choice(kinds), "date": at.date(),
                    "invoice_number": f"{number:012d}{row:08d}", "amount": Decimal(source.randint(2000, 200000)) / 100,
                })
                for row in range(3)
            ]  # fmt: skip
            status = source.choices(("paid", "running", "rejected", "draft"), (80, 10, 5, 5))[0]
            values = {"subject": f"出差报销 {number}", "cost_centre": centres[department.id]}
            record = PastRecord(at, status, values, {"lines": lines}, source.choice(department.people).person_id,
                                department.id, department.unit_id)  # fmt: skip
            records.append(record)
            cashiers = maker.world.holders[department.unit_id, "cashier"]
            for person in (department.head, source.choice(cashiers)):
                items.append((new_id(), new_id(), 1, "task", "done", "head", "审批", "expense.claim", record.id,
                              "expense.claim", person.person_id, False, False, at, at, "{}"))  # fmt: skip
        load_records(actor=actor, object_type="expense.claim", records=records)
    columns = (
        "id", "instance_id", "number", "kind", "status", "activity_id", "activity_name", "object_type", "record_id",
        "definition_code", "assignee_id", "open_to_all", "urgent", "received_at", "finished_at", "why",
    )  # fmt: skip
    copy_rows("work_item", columns, items)


def start_server() -> subprocess.Popen[bytes]:
    """Start the real web process and wait until it answers."""
    server = subprocess.Popen([str(Path(sys.executable).parent / "xieyun"), "web"], stdout=subprocess.DEVNULL)
    for _ in range(120):
        try:
            if get(Client(""), "/healthz")[0] == 200:
                return server
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("the web process does not answer")


class Client:
    """One kept-alive HTTP connection with an API key."""

    def __init__(self, key: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send one request and read its whole answer."""
        data = None if body is None else json.dumps(body).encode()
        headers = {**self.headers, **({"Content-Type": "application/json"} if data else {})}
        self.connection.request(method, path, data, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if content else None


def get(client: Client, path: str) -> tuple[int, Any]:
    """GET a path."""
    return client.send("GET", path)


def timed(function: Any, *arguments: Any) -> tuple[float, Any]:
    """Milliseconds and answer of one call."""
    begun = time.perf_counter()
    answer = function(*arguments)
    return (time.perf_counter() - begun) * 1000, answer


def measure(keys: dict[str, str]) -> tuple[dict[str, float], dict[str, float]]:
    """Lists and creation, ours and bare in turns."""
    metrics: dict[str, float] = {}
    ratios: dict[str, float] = {}
    print(f"{'list of 20':24}{'REST p50':>10}{'p95':>8}{'SQL p50':>10}{'p95':>8}{'ratio':>8}   aim 2.5 × SQL + 3 ms")
    for role, login in ROLES.items():
        for name, sort in LISTS.items():
            ours, bare = measure_list(keys[role], login, sort)
            case = f"list.{role}" if name == "newest" else f"list_largest.{role}"
            report(case, ours, bare, metrics, ratios, aim=2.5 * statistics.median(bare) + 3)
    ours, bare = measure_create(keys["clerk"])
    print(f"{'create with 3 lines':24}")
    report("create.clerk", ours, bare, metrics, ratios, aim=None)
    return metrics, ratios


def report(
    case: str,
    ours: list[float],
    bare: list[float],
    metrics: dict[str, float],
    ratios: dict[str, float],
    *,
    aim: float | None,
) -> None:
    """Print one line and keep its figures (milliseconds)."""
    middle, floor = statistics.median(ours), statistics.median(bare)
    ours_95, bare_95 = (statistics.quantiles(values, n=20)[18] for values in (ours, bare))
    verdict = "" if aim is None else f"   {'within' if middle <= aim else 'over'} {aim:.1f} ms"
    print(f"{case:24}{middle:10.2f}{ours_95:8.2f}{floor:10.2f}{bare_95:8.2f}{middle / floor:8.1f}{verdict}", flush=True)
    metrics |= {f"{case}.p50_ms": round(middle, 3), f"{case}.p95_ms": round(ours_95, 3)}
    metrics |= {
        f"{case}.bare_sql_p50_ms": round(floor, 3),
        f"{case}.per_second": round(1000 / statistics.fmean(ours), 1),
    }
    ratios[f"{case}.bare_sql"] = round(middle / floor, 3)


def page_statement(login: str, sort: str) -> tuple[str, dict[str, Any]]:
    """The SQL of the page that the selector runs for this person, with its values."""
    import sqlalchemy as sa

    from xieyun.kernel.database import compile_sql
    from xieyun.organization.identity import identify
    from xieyun.organization.models import Account
    from xieyun.records import cursors, naming, selectors
    from xieyun.records.tables import record_table

    actor = identify(Account.objects.get(login=login).id).actor(assignment_id=None, channel="api")
    query = selectors.compile_query(actor, "expense.claim", filter=FILTER, sort=sort)
    table = record_table(query.kind)
    columns = [table.c[code] for code in (*naming.RECORD_COLUMNS, *query.columns)]
    statement = sa.select(*columns).where(query.condition).order_by(*cursors.order_by(query.keys)).limit(21)
    return compile_sql(statement)


def measure_list(key: str, login: str, sort: str) -> tuple[list[float], list[float]]:
    """Milliseconds of the REST page and of its bare SQL, in turns on a quiet server."""
    sql, params = page_statement(login, sort)
    parameters = urllib.parse.urlencode({"filter": json.dumps(FILTER), "sort": sort, "page_size": 20})
    path, client = f"/api/v1/records/expense.claim?{parameters}", Client(key)
    ours, bare = [], []
    with psycopg.connect(
        os.environ["DATABASE_URL"], autocommit=True, cursor_factory=psycopg.ClientCursor
    ) as connection:
        for turn in range(REQUESTS + 10):
            spent, (status, answer) = timed(get, client, path)
            assert status == 200, answer
            plain, rows = timed(lambda: connection.execute(sql, params).fetchall())
            assert [str(row[0]) for row in rows[:20]] == [item["id"] for item in answer["items"]]
            if turn >= 10:
                ours.append(spent)
                bare.append(plain)
    return ours, bare


def measure_create(key: str) -> tuple[list[float], list[float]]:
    """Milliseconds of POST and of the two INSERTs that store the same rows, in turns; both commit durably."""
    client = Client(key)
    centre = get(client, "/api/v1/lookups/expense.claim/cost_centre")[1]["items"][0]["id"]
    kind = get(client, "/api/v1/lookups/expense.claim/lines.expense_type")[1]["items"][0]["id"]
    ours, bare = [], []
    with psycopg.connect(os.environ["DATABASE_URL"], cursor_factory=psycopg.ClientCursor) as connection:
        group = connection.execute("SELECT group_id FROM data.expense_claim LIMIT 1").fetchone()[0]
        for turn in range(REQUESTS + 10):
            lines = [
                {
                    "expense_type": kind,
                    "date": "2026-03-02",
                    "amount": "120.50",
                    "invoice_number": uuid.uuid4().hex[:20],
                }
                for _ in range(3)
            ]
            body = {"values": {"subject": "赴南京参展", "cost_centre": centre, "lines": lines}}
            spent, (status, answer) = timed(client.send, "POST", "/api/v1/records/expense.claim", body)
            assert status == 201, answer
            plain, _ = timed(insert, connection, group, centre, kind, turn)
            if turn >= 10:
                ours.append(spent)
                bare.append(plain)
    return ours, bare


def insert(connection: Any, group: Any, centre: str, kind: str, turn: int) -> None:
    """Store a claim with 3 lines and commit."""
    record = uuid.uuid4()
    connection.execute(
        "INSERT INTO data.expense_claim (id, version, group_id, status, created_at, updated_at, number, subject, "
        "cost_centre, amount, line_count) VALUES (%s, 1, %s, 'draft', now(), now(), %s, '赴南京参展', %s, 361.50, 3)",
        [record, group, f"BENCH-{turn}", centre],
    )
    rows = [(uuid.uuid4(), record, group, place, kind, uuid.uuid4().hex[:20]) for place in range(3)]
    connection.execute(
        "INSERT INTO data.expense_claim__lines (id, record_id, group_id, position, live, expense_type, date, amount, "
        f"invoice_number) VALUES {', '.join(['(%s, %s, %s, %s, true, %s, now(), 120.50, %s)'] * 3)}",
        [value for row in rows for value in row],
    )
    connection.commit()


if __name__ == "__main__":
    sys.exit(main())

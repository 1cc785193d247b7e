"""Whole approvals per second through the real actions, beside SpiffWorkflow and beside the least SQL of a step.

Three shapes (bench/peers/shapes.py) with 1, 4 and 8 processes on one PostgreSQL with fsync; every kind runs in the
same minutes, in turns, and the processes of a kind begin together, warm. `xieyun` steps instances that its process has
stepped before, `read_anew` instances that another process has (docs/decisions/0015). One completion = one `approve`
with authorisation, history, work items, audit and outbox; starting the instance is included. CPU is that of the
clients and of PostgreSQL together.
Then the cost of a completion as a history grows, the same over HTTP, and as instances grow in number.
Rounds are short and many: a ratio is the median of those of the rounds, and what else the machine does changes.
Environment: BENCH_SECONDS (per measurement, default 2), BENCH_ROUNDS (default 9), BENCH_PROCESSES ("1,4,8"),
BENCH_SHAPES ("p1,p2,p3"), BENCH_APPROVALS (over HTTP, default 1280), BENCH_FINISHED and BENCH_RUNNING (default
1000000 and 100000; about 8 GB on disk while it runs), BENCH_PARTS ("throughput,growth,http,volume").
"""

from __future__ import annotations

import functools
import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.peers.loop import join, repeat

RESULT = Path(__file__).resolve().parent / "results" / "process.json"
SECONDS = float(os.environ.get("BENCH_SECONDS", "2"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "9"))
PROCESSES = [int(count) for count in os.environ.get("BENCH_PROCESSES", "1,4,8").split(",")]
SHAPES = tuple(os.environ.get("BENCH_SHAPES", "p1,p2,p3").split(","))
PARTS = tuple(os.environ.get("BENCH_PARTS", "throughput,growth,http,volume").split(","))
FINISHED = int(os.environ.get("BENCH_FINISHED", "1000000"))
RUNNING = int(os.environ.get("BENCH_RUNNING", "100000"))
LIST_READS = 15


def main() -> int:
    """Measure, print the tables and write the result."""
    folder = Path(tempfile.mkdtemp(prefix="xieyun-bench-"))
    folder.chmod(0o755)
    os.environ.setdefault("XIEYUN_HOME", str(folder / "home"))
    try:
        url = prepare(folder)
        people = in_child(set_up, url)
        server = postmaster(url)
        metrics: dict[str, Any] = {}
        ratios: dict[str, float] = {}
        if "throughput" in PARTS:
            measure_throughput(url, server, people, metrics, ratios)
        if "growth" in PARTS:
            measure_growth(url, people, metrics, ratios)
        if "http" in PARTS:
            measure_http(url, people, metrics, ratios)
        if "volume" in PARTS:
            measure_volume(url, server, people, metrics, ratios)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    RESULT.parent.mkdir(exist_ok=True)
    if RESULT.exists():  # the figures of parts that did not run stay
        kept = json.loads(RESULT.read_text())
        metrics, ratios = kept["metrics"] | metrics, kept["ratios"] | ratios
    RESULT.write_text(json.dumps({"name": "process", "metrics": metrics, "ratios": ratios}, indent=2) + "\n")
    return 0


def prepare(folder: Path) -> str:
    """Start a durable server (or use BENCH_DATABASE_URL), make the schema, and return the URL."""
    from xieyun.kernel.embedded import ensure_server

    url = os.environ.get("BENCH_DATABASE_URL") or ensure_server(folder)
    os.environ["DATABASE_URL"] = url
    subprocess.run([str(Path(sys.executable).parent / "xieyun"), "migrate"], check=True, capture_output=True)
    return url


def in_child(function: Any, *arguments: Any) -> Any:
    """Run a function in a process of its own, so that this one never loads Django or opens a connection."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def set_up(url: str) -> dict[str, Any]:
    """Make people, publish the shapes, create the peers' tables."""
    load_django(url)
    from bench.peers import floor, shapes, spiffworkflow_peer
    from xieyun.kernel.actor import system_actor
    from xieyun.organization.tests.factories import make_world
    from xieyun.process import actions

    world = make_world()
    roles = ["head", "finance_manager", "cashier", "auditor", "colleague"]
    ids = [str(world.person(role).id) for role in roles]
    for shape in SHAPES:
        actions.publish_definition(
            actor=system_actor(world.group.id), code=f"bench.{shape}", xml=shapes.ours(shape, ids)
        )
    actions.publish_definition(actor=system_actor(world.group.id), code="bench.linear", xml=shapes.linear(300, ids))
    spiffworkflow_peer.create_tables(url)
    floor.create_tables(url)
    return {"clerk": world.actor("clerk"), "handlers": [world.actor(role) for role in roles]}


def load_django(url: str) -> None:
    """Load the settings as a web process does."""
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieyun.settings")
    import django

    django.setup()


class Ours:
    """Approvals through the actions, by people who are found by the resolver."""

    def __init__(self, people: dict[str, Any], shape: str) -> None:
        self.clerk, self.handlers, self.shape = people["clerk"], people["handlers"], shape

    def run_instance(self) -> int:
        """Start one instance and complete it; return how many items were completed."""
        from xieyun.process import actions

        amount = {"amount": 1500} if self.shape == "p2" else {}
        outcome = actions.start_process(actor=self.clerk, code=f"bench.{self.shape}", variables=amount)
        done, opened = 0, list(outcome.opened)
        while opened:
            places = self._places(done, len(opened))
            step = None
            for item, place in zip(opened, places, strict=True):
                step = actions.approve(actor=self.handlers[place], item_id=item, opinion="同意")
                done += 1
            opened = list(step.opened)
        assert step.status == "completed", step
        return done

    def _places(self, done: int, count: int) -> list[int]:
        if self.shape == "p2" and done == 0:
            return [3]
        return [done] if count == 1 else list(range(count))


def work_ours(url: str, people: dict[str, Any], shape: str, seconds: float) -> dict[str, float]:
    """Complete instances for some seconds."""
    load_django(url)
    worker = Ours(people, shape)
    return repeat(worker.run_instance, seconds) | {"bytes": state_bytes(shape)}


def work_read_anew(url: str, people: dict[str, Any], shape: str, seconds: float) -> dict[str, float]:
    """Approvals of instances that another process has stepped before: nothing is remembered of them."""
    load_django(url)
    from xieyun.kernel.recent import Recent
    from xieyun.process.stepping import remembered

    remembered._remembered = Recent(capacity=0)
    return work_ours(url, people, shape, seconds)


def state_bytes(shape: str) -> float:
    """The mean size of the stored state while an instance of the shape waits at its first item."""
    from xieyun.kernel.database import execute

    return float(
        execute(
            "SELECT avg(octet_length(state)) FROM (SELECT state FROM process_instance WHERE definition_code = %s "
            "ORDER BY id DESC LIMIT 1) s",
            [f"bench.{shape}"],
        ).scalar()
        or 0
    )


def work_spiff(url: str, people: dict[str, Any], shape: str, seconds: float) -> dict[str, float]:
    """The peer."""
    from bench.peers import spiffworkflow_peer

    return spiffworkflow_peer.work(url, shape, seconds)


def work_floor(url: str, people: dict[str, Any], shape: str, seconds: float) -> dict[str, float]:
    """The least SQL, statement by statement."""
    from bench.peers import floor

    return floor.work(url, "steps", seconds)


def work_one(url: str, people: dict[str, Any], shape: str, seconds: float) -> dict[str, float]:
    """The least SQL, as one statement."""
    from bench.peers import floor

    return floor.work(url, "one", seconds)


KINDS = {
    "xieyun": work_ours,
    "read_anew": work_read_anew,
    "spiffworkflow": work_spiff,
    "floor": work_floor,
    "floor_one": work_one,
}


def measure_throughput(
    url: str, server: psutil.Process, people: dict[str, Any], metrics: dict[str, Any], ratios: dict[str, float]
) -> None:
    """Every shape with every number of processes, kinds in turns; medians of the rounds."""
    for processes in PROCESSES:
        print(f"\n{processes} process(es): completions/s, CPU ms per completion (client + PostgreSQL), state bytes")
        for shape in SHAPES:
            kinds = [kind for kind in KINDS if shape == "p1" or not kind.startswith("floor")]
            runs: dict[str, list[dict[str, float]]] = {kind: [] for kind in kinds}
            for turn in range(ROUNDS):
                # Each kind begins in its turn: what one leaves to write to the disk must not always meet the same one.
                first = turn % len(kinds)
                for kind in kinds[first:] + kinds[:first]:
                    runs[kind].append(measure(url, server, people, kind, shape, processes))
            for kind in kinds:
                metrics[f"{shape}.{processes}.{kind}"] = summary(runs[kind])
                show(shape, kind, metrics[f"{shape}.{processes}.{kind}"])
            for kind in kinds[1:]:
                pairs = zip(runs["xieyun"], runs[kind], strict=True)
                ratio = statistics.median(a["rate"] / b["rate"] for a, b in pairs)
                ratios[f"{shape}.{processes}.{kind}"] = round(ratio, 3)
                print(f"     × {kind}: {ratio:.2f}")


def measure(
    url: str, server: psutil.Process, people: dict[str, Any], kind: str, shape: str, processes: int
) -> dict[str, float]:
    """Run one kind on one shape in some processes at once."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(processes + 1)
    with context.Pool(processes, initializer=join, initargs=(start,)) as pool:
        running = pool.starmap_async(KINDS[kind], [(url, people, shape, SECONDS)] * processes, chunksize=1)
        try:
            start.wait(timeout=120)
        except threading.BrokenBarrierError:
            running.get(timeout=10)  # what kept one of them from beginning
            raise
        before = server_cpu(server)
        results = running.get()
        after = server_cpu(server)
    tasks = sum(result["tasks"] for result in results)
    return {
        "rate": sum(result["tasks"] / result["seconds"] for result in results),
        "instances": sum(result["instances"] / result["seconds"] for result in results),
        "client_ms": sum(result["cpu"] for result in results) / tasks * 1000,
        "server_ms": (after - before) / tasks * 1000,
        "bytes": statistics.mean(result["bytes"] for result in results),
    }


def summary(runs: list[dict[str, float]]) -> dict[str, float]:
    """Medians of the rounds."""
    return {key: round(statistics.median(run[key] for run in runs), 3) for key in runs[0]}


def show(shape: str, kind: str, found: dict[str, float]) -> None:
    """Print one line of the table."""
    total = found["client_ms"] + found["server_ms"]
    print(
        f"  {shape}  {kind:14} {found['rate']:8.0f}/s  {found['instances']:7.0f} inst/s  "
        f"{found['client_ms']:5.2f} + {found['server_ms']:5.2f} = {total:5.2f} ms  {found['bytes']:7.0f} B",
        flush=True,
    )


def work_growth(url: str, people: dict[str, Any]) -> dict[str, float]:
    """One instance of 300 user tasks; milliseconds per completion around step 3, 30 and 300, and after 20 returns."""
    load_django(url)
    from xieyun.process import actions

    samples: dict[str, list[float]] = {"3": [], "30": [], "300": [], "after_20_returns": []}
    handlers = people["handlers"]
    for _ in range(3):
        outcome = actions.start_process(actor=people["clerk"], code="bench.linear")
        item = outcome.opened[0]
        for place in range(300):
            begun = time.perf_counter()
            outcome = actions.approve(actor=handlers[place % 5], item_id=item, opinion="同意")
            spent = (time.perf_counter() - begun) * 1000
            for name, low, high in (("3", 2, 12), ("30", 25, 35), ("300", 288, 298)):
                if low <= place < high:
                    samples[name].append(spent)
            item = outcome.opened[0] if outcome.opened else item
        outcome = actions.start_process(actor=people["clerk"], code="bench.linear")
        item = outcome.opened[0]
        for _ in range(20):
            outcome = actions.approve(actor=handlers[0], item_id=item, opinion="同意")
            outcome = actions.send_back(actor=handlers[1], item_id=outcome.opened[0], target="t0", opinion="请修改")
            item = outcome.opened[0]
        for place in range(10):
            begun = time.perf_counter()
            outcome = actions.approve(actor=handlers[place % 5], item_id=item, opinion="同意")
            samples["after_20_returns"].append((time.perf_counter() - begun) * 1000)
            item = outcome.opened[0]
    return {name: statistics.median(values) for name, values in samples.items()}


def measure_growth(url: str, people: dict[str, Any], metrics: dict[str, Any], ratios: dict[str, float]) -> None:
    """The cost of a completion as the history grows."""
    found = in_child(work_growth, url, people)
    print("\nmilliseconds per completion as the history grows")
    for name, value in found.items():
        print(f"  {name:18} {value:6.2f} ms   × step 3: {value / found['3']:.2f}")
        metrics[f"growth.{name}.ms"] = round(value, 3)
        ratios[f"growth.{name}.step_3"] = round(value / found["3"], 3)


def work_http_prepare(url: str, people: dict[str, Any], count: int) -> tuple[str, list[str]]:
    """Items for the HTTP part, made in a process of their own."""
    load_django(url)
    from bench.parts import approvals_over_http

    return approvals_over_http.prepare(count, people)


def work_http_actions(url: str, people: dict[str, Any], items: list[str]) -> dict[str, float]:
    """The reference of the HTTP part."""
    load_django(url)
    from bench.parts import approvals_over_http

    return approvals_over_http.through_actions(people, items)


def measure_http(url: str, people: dict[str, Any], metrics: dict[str, Any], ratios: dict[str, float]) -> None:
    """Approvals over HTTP beside the same through actions; then many approvers at once with every pool size."""
    from bench.parts import approvals_over_http as part

    count = part.APPROVALS
    print("\napprovals over HTTP: per second, p50, p95 and longest in ms")
    secret, items = in_child(work_http_prepare, url, people, count)
    bare = in_child(work_http_actions, url, people, items)
    show_http("through actions, 1 process", bare)
    metrics["http.actions"] = bare
    for pool in part.POOLS:
        with part.web(pool):
            for approvers in part.APPROVERS:
                secret, items = in_child(work_http_prepare, url, people, count)
                found = part.approve_all(secret, items, approvers)
                show_http(f"{approvers} approver(s), pool of {pool} per process", found)
                metrics[f"http.{approvers}.pool_{pool}"] = found
                ratios[f"http.{approvers}.pool_{pool}.actions"] = round(found["rate"] / bare["rate"], 3)


def show_http(name: str, found: dict[str, float]) -> None:
    """Print one line of the table."""
    rest = (
        f"  longest {found['longest_ms']:7.1f}  done {found['done']}  refused {found['refused']}"
        if "done" in found
        else ""
    )
    print(f"  {name:42} {found['rate']:7.0f}/s  {found['p50_ms']:7.2f}  {found['p95_ms']:7.2f}{rest}", flush=True)


def start_waiting(url: str, people: dict[str, Any]) -> None:
    """Leave one instance of P1 at its first item, to be copied."""
    load_django(url)
    from xieyun.process import actions

    actions.start_process(actor=people["clerk"], code="bench.p1")


def work_lists(url: str, people: dict[str, Any]) -> dict[str, float]:
    """Milliseconds of the lists that people open all day; `all` is the administrator's, also by status."""
    load_django(url)
    from xieyun.kernel.actor import system_actor
    from xieyun.process import selectors

    head, clerk = people["handlers"][0], people["clerk"]
    everything = functools.partial(selectors.list_instances, system_actor(clerk.group_id), box="all")
    lists = {
        "to-do": lambda: selectors.list_work_items(head),
        "done": lambda: selectors.list_work_items(head, box="done"),
        "sent": lambda: selectors.list_instances(clerk),
        "all": everything,
        "all running": functools.partial(everything, status="running"),
        "all returned": functools.partial(everything, status="returned"),
    }
    found = {}
    for name, read in lists.items():
        samples = []
        for _ in range(LIST_READS):
            begun = time.perf_counter()
            read()
            samples.append((time.perf_counter() - begun) * 1000)
        found[name] = statistics.median(samples)
    return found


def measure_volume(
    url: str, server: psutil.Process, people: dict[str, Any], metrics: dict[str, Any], ratios: dict[str, float]
) -> None:
    """The cost of a completion and of lists before and after a million finished and 100,000 running instances."""
    from bench.parts import volume

    def cost() -> dict[str, float]:
        runs = [measure(url, server, people, "xieyun", "p1", 1) for _ in range(ROUNDS)]
        return summary(runs)

    in_child(start_waiting, url, people)
    before, lists_before = cost(), in_child(work_lists, url, people)
    counted = volume.fill(url, "bench.p1", finished=FINISHED, running=RUNNING)
    after, lists_after = cost(), in_child(work_lists, url, people)
    print(f"\n{FINISHED} finished and {RUNNING} running instances more ({counted['seconds']:.0f} s to make)")
    for name, found in (("before", before), ("after", after)):
        show("p1", name, found)
        metrics[f"volume.{name}"] = found
    spent = [found["client_ms"] + found["server_ms"] for found in (before, after)]
    metrics["volume.rows"] = counted
    ratios["volume.cpu.before"] = round(spent[1] / spent[0], 3)
    ratios["volume.rate.before"] = round(after["rate"] / before["rate"], 3)
    print(f"     CPU per completion × before: {spent[1] / spent[0]:.2f}")
    for name, was in lists_before.items():
        now = lists_after[name]
        print(f"  list {name:14} {was:8.2f} ms before, {now:8.2f} ms after   × before: {now / was:.2f}")
        metrics[f"volume.list.{name}"] = {"before_ms": round(was, 3), "after_ms": round(now, 3)}
        ratios[f"volume.list.{name}.before"] = round(now / was, 3)


def postmaster(url: str) -> psutil.Process:
    """The server's first process, to read its CPU."""
    with psycopg.connect(url, autocommit=True) as connection:
        pid = connection.execute("SELECT pg_backend_pid()").fetchone()[0]
        return psutil.Process(psutil.Process(pid).ppid())


def server_cpu(server: psutil.Process) -> float:
    """CPU seconds of PostgreSQL so far, ended backends included."""
    own = server.cpu_times()
    total = own.user + own.system + own.children_user + own.children_system
    for child in server.children(recursive=True):
        try:
            times = child.cpu_times()
            total += times.user + times.system
        except psutil.NoSuchProcess:
            pass
    return total


if __name__ == "__main__":
    sys.exit(main())

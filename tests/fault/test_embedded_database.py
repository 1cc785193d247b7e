"""`xieyun serve` loses its embedded PostgreSQL: it cleans up, starts it again, and everything goes on.

XIEYUN_STOPS sets how often under load (`make test-fault`: 12).
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.fault.counted import done
from tests.fault.course import Traffic, wait_for
from tests.fault.ground import number
from tests.fault.own_ground import OwnGround

pytestmark = pytest.mark.fault
KILLS = number("XIEYUN_STOPS", 2)
SEED = 20261122
RECOVERY_SECONDS = 6  # asked for at least twice: longer than the library's ten seconds
SAID = re.compile(r"连续 \d+ 次没能启动（(.+?)），\d+ 秒后再试。请查看")


@pytest.fixture
def own() -> Iterator[OwnGround]:
    """An installation with its embedded database, served.

    Not in pytest's own folder: another run of pytest closes that one to the server's user when it begins.
    """
    with tempfile.TemporaryDirectory(prefix="xieyun-own-") as folder:
        Path(folder).chmod(0o755)
        made = OwnGround(Path(folder) / "home")
        try:
            yield made
        finally:
            made.stop()
            assert made.of_database() == [], "the database outlived serve"


def test_a_killed_postmaster_is_started_again(own: OwnGround) -> None:
    chance = random.Random(SEED)
    traffic = Traffic(own, lanes=4)
    kept = own.children()
    traffic.start()
    try:
        for place in range(KILLS):
            time.sleep(chance.uniform(1.0, 2.0))
            if traffic.faults:
                break
            # Every second time a child of the server does not notice: it holds the shared memory.
            deaf = _deafen(own) if place % 2 else None
            dead = own.kill_postmaster()
            wait_for(lambda dead=dead: own.ready() and own.postmaster() != dead, lambda: "it was not started again")
            traffic.go_on()
            assert deaf is None or deaf not in {process.pid for process in own.of_database()}
        traffic.finish()
        traffic.check()
        assert own.children() == kept, "another process had to be started again"
    finally:
        traffic.stopping.set()
    own.assert_sound()
    assert '"status": 500' not in own.installation.log.read_text()
    assert own.interrupt() == 0
    assert own.of_database() == []
    done("kills of the embedded database", KILLS)


def test_repeated_failures_say_what_to_do_and_end_with_the_cause(own: OwnGround) -> None:
    """A server that cannot start is tried again and again; Ctrl+C ends that too."""
    needed = own.cluster / "pg_hba.conf"
    away = needed.with_suffix(".away")
    needed.rename(away)
    own.kill_postmaster()
    log = own.installation.log
    wait_for(lambda: SAID.search(log.read_text()), log.read_text)
    assert "pg_hba.conf" in SAID.findall(log.read_text())[0]
    away.rename(needed)
    wait_for(own.ready, log.read_text)
    wait_for(lambda: "内置数据库已恢复" in log.read_text(), log.read_text)
    own.installation.wait_until_ready()
    needed.rename(away)
    own.kill_postmaster()
    said = len(SAID.findall(log.read_text()))
    wait_for(lambda: len(SAID.findall(log.read_text())) > said, log.read_text)
    assert own.interrupt() == 0


def test_a_long_recovery_is_waited_for(own: OwnGround) -> None:
    """After a power cut the server may need longer than the library waits for it; `serve` says nothing and begins."""
    assert own.interrupt() == 0
    with (own.cluster / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"restore_command = 'sleep {RECOVERY_SECONDS}; false'\nhot_standby = off\n")
    signal_file = own.cluster / "recovery.signal"
    signal_file.touch()
    if os.geteuid() == 0:
        shutil.chown(signal_file, "pgserver")
    del own.installation.environment["DATABASE_URL"]  # it is `serve` again that starts the server
    own.installation.start()
    log = own.installation.log.read_text()
    assert not signal_file.exists(), "the server did not recover"
    assert "timed out" not in log
    assert "无法启动" not in log
    assert own.interrupt() == 0


def _deafen(own: OwnGround) -> int | None:
    """Stop one child of the server, so that it cannot notice its parent's death."""
    with suppress(psycopg.OperationalError), psycopg.connect(own.database, autocommit=True) as connection:
        row = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND state = 'idle' "
            "AND pid <> pg_backend_pid() LIMIT 1"
        ).fetchone()
        if row is not None:
            os.kill(row[0], signal.SIGSTOP)
            return int(row[0])
    return None

"""The web processes: Granian serving the WSGI application, one process per core."""

from __future__ import annotations

import os
import shutil
import socket
from importlib import import_module
from pathlib import Path
from typing import Any

from xieyun.cli.processes import die_with
from xieyun.cli.words import CommandError
from xieyun.kernel import embedded

STOP_SECONDS = 30
SHARED = (
    "xieyun.http.wsgi", "xieyun.http.urls", "xieyun.cli.worker", "granian.server", "procrastinate.worker",
    "procrastinate.psycopg_connector", "procrastinate.contrib.django",
)  # fmt: skip
THREADS = 4  # requests that one process works on at once; most of their time is waiting for the database
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {},
    "loggers": {"_granian": {"level": "WARNING", "propagate": True}, "granian.access": {"level": "ERROR"}},
}


def address() -> tuple[str, int]:
    """Return host and port from XIEYUN_HOST and XIEYUN_PORT (127.0.0.1:8000)."""
    host, port = os.environ.get("XIEYUN_HOST", "127.0.0.1"), os.environ.get("XIEYUN_PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(
            f"XIEYUN_PORT 的值 {port!r} 不是端口号。请改为 1 到 65535 的数字。",
            f"XIEYUN_PORT is {port!r}, not a port. Give a number from 1 to 65535.",
        )
    return host, int(port)


def require_free(host: str, port: int) -> None:
    """Raise CommandError when the address cannot be listened on; Granian itself would share the port silently."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.listen(1)
    except OSError as error:
        raise CommandError(
            f"无法监听 {host}:{port}（{error.strerror}）。请停止占用它的程序，或用 XIEYUN_PORT 换一个端口。",
            f"Cannot listen on {host}:{port} ({error.strerror}). Stop the program that uses it, or change XIEYUN_PORT.",
        ) from error


def prepare_metrics(port: int) -> None:
    """Give the processes an empty folder in which they add up their Prometheus figures."""
    folder = embedded.home() / "run" / f"metrics-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def preload() -> None:
    """Import the whole application before processes are forked, so that they share its memory."""
    for name in SHARED:
        import_module(name)


def run() -> int:
    """Serve until SIGTERM or SIGINT; running requests are finished first."""
    host, port = address()
    require_free(host, port)
    prepare_metrics(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieyun.settings")
    preload()
    return serve_forever(host, port)


def serve_forever(host: str, port: int) -> int:
    """Run Granian's main process over the preloaded application."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        "xieyun.http.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=_count("XIEYUN_WEB_PROCESSES", os.cpu_count() or 1),
        blocking_threads=_count("XIEYUN_WEB_THREADS", THREADS),
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=LOGGING,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
    main_process = os.getpid()

    def load(target: str) -> Any:
        os.setpgrp()  # a Granian worker that gets Ctrl+C and then its master's SIGTERM would never end
        die_with(main_process)
        from xieyun.http.wsgi import application

        return application

    server.serve(target_loader=load)
    return 0


def _count(variable: str, default: int) -> int:
    value = os.environ.get(variable, "")
    if not value:
        return default
    if not value.isdecimal() or not 0 < int(value) <= 256:
        raise CommandError(
            f"{variable} 的值 {value!r} 无效。请改为 1 到 256 的数字。",
            f"{variable} is {value!r}. Give a number from 1 to 256.",
        )
    return int(value)


def static_files() -> Path:
    """Return the folder of the built front end."""
    return Path(__file__).resolve().parent.parent / "http" / "static_web"

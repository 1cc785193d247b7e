"""`python -m bench [NAME ...]`: run the benchmarks of this folder, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; return how many failed."""
    known = sorted(file.stem for file in FOLDER.glob("[a-z]*.py"))
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    failed = 0
    for name in names or known:
        print(f"== {name}", flush=True)
        done = subprocess.run(
            [sys.executable, str(FOLDER / f"{name}.py")],
            cwd=FOLDER.parent,
            env={**os.environ, "PYTHONPATH": str(FOLDER.parent)},
            check=False,
        )
        failed += done.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

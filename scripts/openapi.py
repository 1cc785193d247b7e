"""Write web/openapi.json and the TypeScript types made from it; `--check` only says whether they are up to date."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
DESCRIPTION = WEB / "openapi.json"
TYPES = WEB / "src" / "lib" / "client" / "schema.d.ts"


def main() -> int:
    """Write the files, or compare them."""
    if "--check" not in sys.argv[1:]:
        generate(DESCRIPTION, TYPES)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        description, types = Path(folder) / DESCRIPTION.name, Path(folder) / TYPES.name
        generate(description, types)
        stale = [
            kept.relative_to(ROOT)
            for kept, fresh in ((DESCRIPTION, description), (TYPES, types))
            if not kept.is_file() or kept.read_bytes() != fresh.read_bytes()
        ]
    for file in stale:
        print(f"{file} is out of date: run `make openapi` and commit the result")
    return int(bool(stale))


def generate(description: Path, types: Path) -> None:
    """Write both files to the given places."""
    subprocess.run([str(ROOT / ".venv/bin/xieyun"), "openapi", "--output", str(description)], check=True)
    node = shutil.which("node") or str(ROOT / ".venv/bin/node")
    program = WEB / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    options = ["--output", str(types), "--alphabetize", "--default-non-nullable", "false"]
    command = [node, str(program), str(description), *options]
    subprocess.run(command, cwd=WEB, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())

"""``python -m tools.site``: write the source of the site and build it; a warning of the builder is a failure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.site.assembly import assemble

REPOSITORY = Path(__file__).resolve().parents[2]


def main() -> int:
    """Build the site and return the exit code of the builder."""
    assemble(REPOSITORY / "docs", REPOSITORY / "build" / "docs")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    code = subprocess.run(command, cwd=REPOSITORY, check=False).returncode
    if not code:
        print("Site écrit dans build/site : ouvrez build/site/index.html.")
    return code


if __name__ == "__main__":
    sys.exit(main())

"""axe in Chromium: a page is opened from a file, with axe at its end, and its report is read in what comes out.

No driver stands between: the browser prints the page once its scripts are done, and ends.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from conformance.programs import AXE, BROWSERS, find, run
from lxml import html

OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *(
        "--disable-component-update",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--window-size=1280,1024",
    ),
    "--virtual-time-budget=120000",
)
_SCRIPT = """
<script>{axe}</script>
<script>
axe.run(document, {{resultTypes: ["violations", "incomplete"]}})
  .then(JSON.stringify, (error) => JSON.stringify({{error: String(error)}}))
  .then((report) => document.documentElement.setAttribute("data-report", report));
</script>
"""


@dataclass(frozen=True)
class Report:
    """What axe says of a page: the faults, and what it leaves to a person, each with the rule and the element."""

    faults: tuple[tuple[str, str], ...]
    undecided: tuple[tuple[str, str], ...]
    passed: int


def axe_report(page: str) -> Report:
    """Open a page in Chromium and give the report of axe, with all its rules on."""
    script = _SCRIPT.format(axe=AXE.read_text("utf-8").replace("</script", r"<\/script"))
    before, closing, after = page.rpartition("</body>")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.html")
        path.write_text(before + script + closing + after, "utf-8")
        settings = f"--user-data-dir={folder}/settings"
        done = run([find(*BROWSERS), *OPTIONS, settings, "--dump-dom", path.as_uri()], Path(folder))
    report = html.document_fromstring(done.stdout or "<html></html>").get("data-report")
    assert report, f"no report of axe (code {done.returncode}): {done.stderr[-2000:]}"
    said = json.loads(report)
    assert "error" not in said, said
    return Report(_places(said["violations"]), _places(said["incomplete"]), len(said["passes"]))


def _places(results: list[dict[str, list[dict[str, str]]]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(result["id"]), node["html"]) for result in results for node in result["nodes"])

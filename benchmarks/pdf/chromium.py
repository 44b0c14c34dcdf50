"""A browser that stays open, asked through a pipe to print pages (Chrome DevTools Protocol)."""

from __future__ import annotations

import base64
import itertools
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--no-first-run",
    "--allow-file-access-from-files",
)


class Browser:
    """A headless browser with a profile of its own."""

    def __init__(self, program: str) -> None:
        self._profile = tempfile.TemporaryDirectory()
        read, their_write = os.pipe()
        their_read, write = os.pipe()
        command = [program, *OPTIONS, "--remote-debugging-pipe", f"--user-data-dir={self._profile.name}", "about:blank"]
        # The protocol reads descriptor 3 and writes descriptor 4.
        shell = ["/bin/sh", "-c", f'exec "$@" 3<&{their_read} 4>&{their_write}', "sh", *command]
        self.process = subprocess.Popen(
            shell, pass_fds=(their_read, their_write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(their_read)
        os.close(their_write)
        self._from, self._to = os.fdopen(read, "rb"), os.fdopen(write, "wb")
        self._ranks = itertools.count(1)
        self._left = b""
        self._events: set[str] = set()
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._ask("Page.enable")

    def print_page(self, path: Path, *, tagged: bool) -> bytes:
        """Load a file and print it."""
        self._events.clear()
        self._ask("Page.navigate", url=path.as_uri())
        while "Page.loadEventFired" not in self._events:
            self._hear()
        options = {"generateTaggedPDF": tagged, "preferCSSPageSize": True, "printBackground": True}
        return base64.b64decode(self._ask("Page.printToPDF", **options)["data"])

    def close(self) -> None:
        """End the browser and forget its profile."""
        self._ask("Browser.close")
        self.process.wait(30)
        self._to.close()
        self._from.close()
        self._profile.cleanup()

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        rank = next(self._ranks)
        message = {"id": rank, "method": method, "params": parameters}
        if hasattr(self, "_session") and not method.startswith(("Target.", "Browser.")):
            message["sessionId"] = self._session
        self._to.write(json.dumps(message).encode() + b"\0")
        self._to.flush()
        while True:
            answer = self._hear()
            if answer.get("id") == rank:
                if "error" in answer:
                    raise RuntimeError(answer["error"]["message"])
                result: dict[str, Any] = answer["result"]
                return result

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            piece = os.read(self._from.fileno(), 1 << 20)
            if not piece:
                raise RuntimeError("le navigateur s’est arrêté")
            self._left += piece
        message, _, self._left = self._left.partition(b"\0")
        heard: dict[str, Any] = json.loads(message)
        self._events.add(heard.get("method", ""))
        return heard

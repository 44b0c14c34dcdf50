"""``python -m examples.service``: serve on this machine, port 8000."""

from __future__ import annotations

import uvicorn

from examples.service.app import create_app

if __name__ == "__main__":
    uvicorn.run(create_app(), host="127.0.0.1", port=8000)

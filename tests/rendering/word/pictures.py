"""Pictures made for tests."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image as Picture


def picture(kind: str, width: int = 40, height: int = 20, **options: Any) -> bytes:
    """A plain picture of a kind that Pillow writes."""
    output = io.BytesIO()
    Picture.new("RGB", (width, height), "navy").save(output, kind, **options)
    return output.getvalue()


def png(width: int = 40, height: int = 20) -> bytes:
    """A plain PNG picture, without a resolution."""
    return picture("PNG", width, height)

"""Python's cycle collector, asked to wait while a document is made.

A document is fifty thousand objects that live until it is written: looking for dead ones among them meanwhile, a
hundred times, takes a tenth of its time and finds nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE = 500_000
"""Objects that may be made before the collector comes back anyway: the memory of the process stays bounded."""


@contextmanager
def collector_waiting() -> Iterator[None]:
    """Let the collector wait until the block ends, then collect what the block has left.

    The thresholds are those of the process, hence of its other threads: if somebody changes them meanwhile, theirs
    stay. A collector that is off stays off.
    """
    usual = gc.get_threshold()
    if not gc.isenabled() or not 0 < usual[0] < _PATIENCE:
        yield
        return
    waiting = (_PATIENCE, *usual[1:])
    gc.set_threshold(*waiting)
    try:
        yield
    finally:
        if gc.get_threshold() == waiting:
            gc.set_threshold(*usual)
        gc.collect(0)

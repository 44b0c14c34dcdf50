"""Locks that a fork leaves open.

A child gets the locks of its parent as they are: one that another thread was holding would stay shut in the child for
ever. So a fork waits for whoever holds it.
"""

from __future__ import annotations

import os
from functools import cache
from threading import Lock


@cache
def open_after_fork(lock: Lock) -> Lock:
    """Have every fork of this process take a lock before, and open it on both sides after. Gives the lock."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)
    return lock

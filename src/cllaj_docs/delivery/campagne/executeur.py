"""The executors that the command line knows by name: processes or threads here, or a Dask cluster."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import connection
from typing import Any

from cllaj_docs.delivery.campagne.execution import Ouverture
from cllaj_docs.errors import OutputError, UsageError

PROCESSUS, FILS, DASK = "processus", "fils", "dask://"

_PATIENCE = "10s"
"""Time that a Dask cluster has to answer."""


def open_executor(name: str, workers: int) -> Ouverture:
    """Give what opens an executor: ``processus``, ``fils``, or ``dask://host:port`` of a Dask scheduler.

    ``workers`` is the number of processes or threads; a cluster has its own. Raises ``UsageError`` on another name.
    """
    if name == PROCESSUS:
        return lambda: _processes(workers)
    if name == FILS:
        return lambda: ThreadPoolExecutor(workers)
    if name.startswith(DASK) and len(name) > len(DASK):
        return lambda: _dask(name.removeprefix(DASK))
    raise UsageError(f"exécuteur inconnu : « {name} » ; possibles : {PROCESSUS}, {FILS}, {DASK}adresse:port")


_CLUSTER = 64
"""Workers that a cluster is taken to have when nobody says: enough applications are read ahead to feed them."""


def usual_workers(name: str = PROCESSUS) -> int:
    """Give the number of workers of an executor: here, that of the processors that this process may use."""
    if name.startswith(DASK):
        return _CLUSTER
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processes(workers: int) -> Executor:
    # Started anew rather than forked: a worker shares no lock, no thread and no file with its parent, on any system.
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _stay_with_parent)


def _stay_with_parent() -> None:
    """End this worker with the process that started it, even killed; let that one hear of Ctrl-C alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


@contextlib.contextmanager
def _dask(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise OutputError("Dask n’est pas installé sur ce poste : pip install 'cllaj-docs[dask]'") from None
    place = address if "://" in address else f"tcp://{address}"
    try:
        client: Any = Client(place, timeout=_PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError):  # a TimeoutError is an OSError
        raise OutputError(f"{address} : aucune grappe Dask ne répond à cette adresse, vérifiez-la") from None
    with client:
        yield client.get_executor()

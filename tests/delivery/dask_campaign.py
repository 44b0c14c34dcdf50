"""A campaign on a real Dask cluster of two processes, one of which is killed on the way.

``python dask_campaign.py DOSSIERS DIR``: a program of its own, since tests refuse every connection.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

from distributed import LocalCluster

from cllaj_docs.delivery.campagne.journal import JOURNAL
from cllaj_docs.delivery.cli import main


def kill_one(cluster: LocalCluster, journal: Path, killed: list[int]) -> None:
    """Kill a worker once some documents are written."""
    while not journal.exists() or journal.read_bytes().count(b"\n") < 20:
        time.sleep(0.005)
    pid = next(iter(cluster.workers.values())).pid
    os.kill(pid, signal.SIGKILL)
    killed.append(pid)


if __name__ == "__main__":
    source, folder = map(Path, sys.argv[1:])
    killed: list[int] = []
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:  # type: ignore[no-untyped-call]
        killer = threading.Thread(target=kill_one, args=(cluster, folder / JOURNAL, killed))
        killer.start()
        address = cluster.scheduler_address.removeprefix("tcp://")
        code = main(
            ["campagne", "generer", str(source), "-o", str(folder), "-f", "docx", "--executeur", f"dask://{address}"]
        )
        killer.join()
    print("killed", *killed)
    sys.exit(code)

"""A Dask cluster of two worker processes: the same table, and workers and schedulers that die."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sim import store
from sim.executors import SchedulerError, dask
from sim.results import open_results
from sim.runner import Pace, Spans, play_all
from tests.survival import stand_in
from tests.survival.drivers import play, spans, start, table, until_new_part, write_design

pytestmark = pytest.mark.slow
dask_config = pytest.importorskip("dask.config")
distributed = pytest.importorskip("distributed", reason="the extra `distributed` is not installed")


def made() -> Any:
    # By default a local cluster gives up a worker that is away for 15 seconds when it is looked for: a busy machine's.
    dask_config.set({"distributed.deploy.lost-worker-timeout": "1h"})
    return distributed.LocalCluster(
        2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with made() as running:
        yield running


def survive(address: str, folder: Path, killers: tuple[int, ...], total: int) -> Pace:
    pace = Pace()
    pace.expect(total)
    with dask(address, str(folder)) as crew:
        for report in play_all(
            Spans.of([(0, total)], 4), partial(stand_in.play, str(folder), killers), factory=crew.factory,
            width=crew.width, lost=partial(stand_in.record_lost, str(folder)),
        ):  # fmt: skip
            pace.add(report)
    return pace


def test_a_run_that_kills_its_worker_is_found_and_the_others_finish(cluster: Any, tmp_path: Path) -> None:
    pace = survive(cluster.scheduler_address, tmp_path, (5,), 8)
    assert (pace.done, pace.failed) == (8, 1)
    store.write_manifest(tmp_path, {"schema_version": store.SCHEMA_VERSION})
    rows = open_results(tmp_path).frame()
    assert rows.index.tolist() == list(range(8))
    assert rows.index[rows["status"] == "crashed"].tolist() == [5]


def test_workers_killed_over_and_over_change_no_byte_and_condemn_no_run(cluster: Any, tmp_path: Path) -> None:
    """The whole command, on a cluster all of whose workers are killed under it."""
    design, out = write_design(tmp_path, 10, 200), tmp_path / "dask"
    assert play(design, tmp_path / "one")[0] == 0
    assert play(design, tmp_path / "two", "--workers", "2")[0] == 0
    driver = start(design, out, "--scheduler", cluster.scheduler_address)
    until_new_part(driver, out, set())
    for nanny in cluster.workers.values():
        os.kill(nanny.pid, signal.SIGKILL)
    heard = driver.communicate()[1]
    assert driver.returncode == 0, heard
    manifest = store.read_manifest(out)
    assert manifest is not None
    assert (manifest["state"], manifest["crashed"], manifest["failed"]) == ("complete", 0, 0)
    assert table(out) == table(tmp_path / "one") == table(tmp_path / "two")


def test_a_scheduler_that_goes_is_told_and_what_is_done_is_kept(tmp_path: Path) -> None:
    design, out = write_design(tmp_path, 100, 200), tmp_path / "lost"
    with made() as cluster:
        driver = start(design, out, "--scheduler", cluster.scheduler_address)
        until_new_part(driver, out, set())
    heard = driver.communicate()[1]
    assert driver.returncode == 1
    assert f"the Dask scheduler at {cluster.scheduler_address} has gone" in heard
    assert "Go on with" in heard
    assert "Traceback" not in heard
    assert spans(out)


def test_a_cluster_that_cannot_reach_the_folder_is_refused(cluster: Any, tmp_path: Path) -> None:
    with (
        pytest.raises(SchedulerError, match="does not see"),
        dask(cluster.scheduler_address, str(tmp_path / "nowhere")),
    ):
        pass

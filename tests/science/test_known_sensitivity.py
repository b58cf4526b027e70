"""Functions whose indices are known, through our own path: a design drawn, a sweep on disk, its indices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from tests.studies import (
    design,
    g_function,
    g_indices,
    ishigami,
    ishigami_indices,
    known_study,
    morris_function,
)


def found(folder: Path, size: int, sampler: str, function: Any, *, method: str | None = None, **more: Any):
    return sim.sensitivity(
        known_study(folder / "study", design(size, sampler, **more), function), method=method
    )


def values(table: pd.DataFrame, index: str) -> tuple[np.ndarray, np.ndarray]:
    own = table[table["index"] == index]
    return own["value"].to_numpy(), (own["high"] - own["value"]).to_numpy()


def test_ishigami_by_sobol(tmp_path: Path) -> None:
    table = found(tmp_path, 3, "sobol", ishigami, samples=4096, second_order=True).table
    for index, truth in ishigami_indices().items():
        value, half = values(table, index)
        assert (abs(value - truth) <= 1.5 * half).all(), index
        assert (half < 0.06).all()


def test_the_g_function_by_sobol(tmp_path: Path) -> None:
    table = found(tmp_path, 6, "sobol", g_function, samples=4096).table
    for index, truth in g_indices().items():
        value, half = values(table, index)
        assert (abs(value - truth) <= 1.5 * half + 1e-4).all(), index


@pytest.mark.parametrize(
    ("sampler", "method", "samples", "tolerance"),
    [("fast", "fast", 2000, 0.1), ("rbd_fast", "rbd_fast", 4000, 0.04), ("latin_hypercube", "hdmr", 1500, 0.1)],
)  # fmt: skip
def test_ishigami_by_spectra_and_splines(
    sampler: str, method: str, samples: int, tolerance: float, tmp_path: Path
) -> None:
    table = found(tmp_path, 3, sampler, ishigami, method=method, samples=samples).table
    truth = ishigami_indices()
    for index in {"fast": ("S1", "ST"), "rbd_fast": ("S1",), "hdmr": ("S1", "ST")}[method]:
        np.testing.assert_allclose(values(table, index)[0], truth[index], atol=tolerance)


def test_ishigami_by_distributions(tmp_path: Path) -> None:
    plan = {"samples": 3000}
    pawn = found(tmp_path / "p", 3, "latin_hypercube", ishigami, **plan).table
    assert np.argsort(values(pawn, "pawn_median")[0]).tolist() == [2, 0, 1]  # Pianosi and Wagener: x2, x1, x3
    delta = found(tmp_path / "d", 3, "latin_hypercube", ishigami, method="delta", **plan).table
    assert np.argsort(values(delta, "delta")[0]).tolist() == [2, 0, 1]
    tails = found(tmp_path / "r", 3, "latin_hypercube", ishigami, method="regional", **plan)
    assert np.argsort(values(tails.table, "regional")[0][:3]).tolist() == [1, 2, 0]  # x1 x3 make the extremes


def test_morris_function_by_morris(tmp_path: Path) -> None:
    study = found(tmp_path, 20, "morris", morris_function, samples=100)
    star, half = values(study.table, "mu_star")
    mean, sigma = values(study.table, "mu")[0], values(study.table, "sigma")[0]
    assert star[:10].min() - half[:10].max() > 2 * star[10:].max()
    assert set(np.argsort(-sigma)[:7]) == set(range(7))  # 1 to 7 bend or interact
    np.testing.assert_allclose(mean[7:10], star[7:10])  # 8 to 10 always push one way
    assert (sigma[7:10] < 0.25 * star[7:10]).all()


def test_a_factor_without_effect_is_within_its_interval_of_none_under_noise(tmp_path: Path) -> None:
    """Noise of its own at every point and as large as the signal, the case that paired noise does not mend."""
    rng = np.random.default_rng(12)

    def noisy(unit: np.ndarray) -> np.ndarray:
        return (unit[:, 0] + unit[:, 1] * unit[:, 0])[:, None] + rng.normal(0, 0.35, (len(unit), 4))

    study = found(tmp_path / "s", 3, "sobol", noisy, samples=1024, replicates=4)
    own = study.table[(study.table["index"] == "ST") & (study.table["of"] == "mean")].iloc[2]
    assert abs(own["value"]) < 1.5 * (own["high"] - own["value"]) < 0.1
    star = found(tmp_path / "m", 3, "morris", noisy, samples=100, replicates=4).table.set_index("index")[
        "value"
    ]
    assert star["mu_star"].iloc[2] == pytest.approx(star["mu_star_noise"].iloc[2], rel=0.15)
    flat = found(tmp_path / "l", 3, "latin_hypercube", noisy, samples=1000, replicates=4)
    inert = flat.table.set_index("factor").index.unique()[2]
    assert f"Of {inert} no effect is certain" in flat.verdict

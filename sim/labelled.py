"""A study as labelled arrays (xarray), which is also what is written as NetCDF.

Names are the outcomes' keys; variables of actors are called ``actor.NAME``. What has names for values (alignment,
posture, status) is kept as codes with ``flag_values`` and ``flag_meanings``, as the CF conventions have it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim import trajectories
from sim.recording import ACTOR_VARIABLES
from sim.scenario import OUTCOMES, OutcomeInfo
from sim.setting import Ints
from sim.store import RUNS
from sim.tables import Tables, among, positions

if TYPE_CHECKING:
    import xarray as xr


Variable = tuple[tuple[str, ...], Any, dict[str, Any]]
"""Dimensions, values and attributes, as xarray takes them."""

MISSING = -1
STATUS = ("ok", "failed", "crashed")
OF_ACTORS = "actor."


def labelled(
    tables: Tables, manifest: Mapping[str, Any], variables: str | Sequence[str] | None = None
) -> xr.Dataset:
    """See ``sim.results.StoredStudy.to_xarray``."""
    xarray = _xarray()
    grid = Grid(tables, manifest["design"]["factors"])
    ends = [key for key in tables.names(RUNS) if key.partition(".")[0] in OUTCOMES]
    moving = tables.kept(trajectories.OUTCOMES)
    of_actors = [OF_ACTORS + name for name in tables.kept(trajectories.ACTORS)]
    known = [*dict.fromkeys([*ends, *moving]), *of_actors]
    data = {"status": grid.status()}
    for key in among(known, variables, "variable of this study"):
        if key in of_actors:
            data[key] = grid.of_actors(key.removeprefix(OF_ACTORS))
        else:
            data[key] = grid.over_time(key) if key in moving else grid.at_the_end(key)
    dataset: xr.Dataset = xarray.Dataset(data, grid.coordinates, _about(manifest))
    return dataset


def write_netcdf(dataset: xr.Dataset, path: Path) -> None:
    """Write a dataset as NetCDF 4, packed; a name with a slash, which NetCDF does not have, gets an underscore.

    Every variable has its own name in the attribute ``key``.
    """
    named = dataset.assign(
        {name: values.assign_attrs(key=name) for name, values in dataset.data_vars.items()}
    )
    plain = named.rename({name: name.replace("/", "_") for name in dataset.variables if "/" in name})
    packed = {name: {"zlib": True, "complevel": 4} for name in plain.data_vars}
    plain.to_netcdf(path, engine="h5netcdf", encoding=packed)


class Grid:
    """Puts the rows of a study's tables into arrays of point × replicate × tick × actor."""

    def __init__(self, tables: Tables, factors: Collection[str]) -> None:
        self._tables = tables
        varied = [path for path in tables.names(RUNS) if path in factors]
        rows = tables.frame(RUNS, ["point", "replicate", *varied])
        self._row = positions(rows.index.to_numpy())
        points, first, self._point = np.unique(rows["point"], return_index=True, return_inverse=True)
        replicates, self._replicate = np.unique(rows["replicate"], return_inverse=True)
        self._size = (len(points), len(replicates))
        self.coordinates: dict[str, Any] = {"point": points, "replicate": replicates}
        for path in varied:
            self.coordinates[path] = ("point", rows[path].to_numpy()[first], {"long_name": f"factor {path}"})

    def status(self) -> Variable:
        """How each run ended."""
        ended = self._tables.frame(RUNS, ["status"])["status"]
        codes = pd.Categorical(ended, categories=list(STATUS)).codes
        values = self._filled((), np.int8)
        values[self._point, self._replicate] = codes
        return ("point", "replicate"), values, {"long_name": "how the run ended"} | _flags(STATUS)

    def at_the_end(self, key: str) -> Variable:
        """An outcome at the end of each run."""
        values = self._filled((), np.float64)
        values[self._point, self._replicate] = self._tables.frame(RUNS, [key])[key]
        return ("point", "replicate"), values, _described(key, OUTCOMES)

    def over_time(self, key: str) -> Variable:
        """An outcome that was recorded over time."""
        ticks = self._axis(trajectories.OUTCOMES, "tick")
        values = self._filled((len(ticks),), np.float64)
        for batch in self._tables.batches(trajectories.OUTCOMES, ["run", "tick", key]):
            places = *self._places(batch), np.searchsorted(ticks, batch["tick"].to_numpy())
            values[places] = batch[key].to_numpy()
        return ("point", "replicate", "tick"), values, _described(key, OUTCOMES)

    def of_actors(self, key: str) -> Variable:
        """A variable of the actors; codes where its values have names."""
        ticks, actors = (self._axis(trajectories.ACTORS, name) for name in ("tick", "actor"))
        names: list[str] = []
        values: NDArray[Any] | None = None
        for batch in self._tables.batches(trajectories.ACTORS, ["run", "tick", "actor", key]):
            column = batch[key]
            named = pa.types.is_dictionary(column.type)
            if values is None:
                values = self._filled((len(ticks), len(actors)), np.int8 if named else np.float32)
            tick = np.searchsorted(ticks, batch["tick"].to_numpy())
            places = *self._places(batch), tick, _codes(batch["actor"], actors)
            values[places] = _codes(column, names) if named else column.to_numpy()
        about = _described(key, ACTOR_VARIABLES) | (_flags(names) if names else {})
        return ("point", "replicate", "tick", "actor"), values, about

    def _axis(self, table: str, name: str) -> list[Any]:
        """Ticks or actors, which become a coordinate."""
        if name not in self.coordinates:
            found = self._tables.distinct(table, name)
            self.coordinates[name] = sorted(found) if name == "tick" else found
        return list(self.coordinates[name])

    def _places(self, batch: pa.RecordBatch) -> tuple[Ints, Ints]:
        row = self._row[batch["run"].to_numpy()]
        return self._point[row], self._replicate[row]

    def _filled(self, further: tuple[int, ...], kind: type) -> NDArray[Any]:
        return np.full((*self._size, *further), MISSING if kind is np.int8 else np.nan, kind)


def _codes(column: pa.DictionaryArray, names: list[str]) -> Ints:
    """Positions of a column's values in a list of names, which those that are new are added to."""
    values = column.dictionary.to_pylist()
    names += [value for value in values if value not in names]
    places = np.array([names.index(value) for value in values], int)
    return np.asarray(places[column.indices.to_numpy()])


def _described(key: str, known: Mapping[str, OutcomeInfo]) -> dict[str, Any]:
    name, _, subject = key.partition(".")
    meaning = known[name].meaning.rstrip(".")
    return {"long_name": f"{meaning} ({subject})" if subject else meaning, "units": known[name].unit}


def _flags(names: Sequence[str]) -> dict[str, Any]:
    """Codes and their names as the CF conventions tell them; -1 is a run that has none."""
    codes = np.arange(MISSING, len(names), dtype=np.int8)
    return {"flag_values": codes, "flag_meanings": " ".join(["missing", *names])}


def _about(manifest: Mapping[str, Any]) -> dict[str, Any]:
    design = manifest["design"]
    about = {
        "title": design.get("title") or design["name"], "question": design.get("question"),
        "scenario": design["scenario"], "digest": manifest["digest"], "code_version": manifest["code_version"],
        "source": f"counterpoise {manifest['counterpoise']}", "state": manifest["state"],
    }  # fmt: skip
    return {name: value for name, value in about.items() if value}


def _xarray() -> Any:
    try:
        import xarray
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "labelled arrays and NetCDF need xarray and h5netcdf: pip install 'counterpoise[netcdf]'"
        ) from None
    return xarray

"""``counterpoise export``: a study on disk as one file that other programs read."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from sim import store
from sim.cli.output import fail, note, print_json
from sim.labelled import write_netcdf
from sim.results import StoredStudy, open_results
from sim.whole import write_whole

Format = Literal["netcdf", "csv"]


def print_export(folder: Path, file: Path, to: Format, *, as_json: bool) -> None:
    """Write a study's outcomes and trajectories as NetCDF, or its table of runs as CSV."""
    try:
        study = open_results(folder)
    except (FileNotFoundError, ValueError) as error:
        fail(f"export: {error}", 2)
    if not file.parent.is_dir():
        fail(f"export: {file} cannot be made: there is no folder {file.parent}", 2)
    if file.is_dir():
        fail(f"export: {file} is a folder: name a file", 2)
    if study.manifest["state"] != "complete":
        note(f"{folder} is not complete: only the runs that are finished are exported")
    try:
        write_whole(file, lambda path: _write(study, path, to))
    except ModuleNotFoundError as error:
        fail(f"export: {error}", 2)
    size = file.stat().st_size
    if as_json:
        print_json({"file": str(file), "format": to, "bytes": size, "digest": study.manifest["digest"]})
    else:
        print(f"{file}: {size / 1e6:,.1f} MB")


def _write(study: StoredStudy, path: Path, to: Format) -> None:
    if to == "netcdf":
        write_netcdf(study.to_xarray(), path)
        return
    batches = study.tables.batches(store.RUNS, study.columns)
    first = next(batches)
    with pyarrow.csv.CSVWriter(path, first.schema) as writer:
        for batch in chain([first], batches):
            writer.write_batch(pa.record_batch([_empty_for_nan(column) for column in batch], batch.schema))


def _empty_for_nan(column: pa.Array) -> pa.Array:
    """Spreadsheets take an empty cell for no value, and ``nan`` for a text."""
    return (
        pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
        if pa.types.is_floating(column.type)
        else column
    )

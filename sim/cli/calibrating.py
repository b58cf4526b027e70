"""``counterpoise calibrate``: estimate parameters of a theory from what was observed."""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sim.cli.output import conditional, fail, note, print_json
from sim.cli.request import read_request
from sim.cli.saving import check_folder
from sim.loading import Fault, InputError
from sim.scenario import Scenario
from sim.trial.calibration import Calibration, Method, calibrate
from sim.trial.reading import read_record, write_theory
from sim.trial.record import Record, expected_record


def print_calibration(
    name: str, theory: str | None, changes: dict[str, str], *, observed: Path | None, estimated: list[str],
    method: Method, out: Path | None, replicates: int, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Calibrate, write the theory and print what was found."""
    bounds: dict[str, tuple[float, float] | None] = {}
    for text in estimated:
        parameter, ends = _bounds(text)
        if parameter in bounds:
            raise InputError([Fault(f"--estimate {text}", 0, 0, f"{parameter} is named twice: give it once")])
        bounds[parameter] = ends
    if out is not None:
        check_folder(out.parent)
        if out.suffix not in (".yaml", ".yml"):
            raise InputError([Fault(f"--out {out}", 0, 0, "must end in .yaml: it is a theory for --theory")])
    request = read_request(name, theory, changes, [], [])
    base = request.theory.model_copy(
        update={"parameters": request.theory.parameters.model_copy(update=request.parameters)}
    )
    record = read_record(observed, request.scenario) if observed else _expected(request.scenario)
    try:
        found = calibrate(
            request.scenario, bounds, base, record=record, method=method, replicates=replicates, seed=seed,
            name=_theory_name(out),
        )  # fmt: skip
    except ValueError as error:
        fail(f"calibrate: {error}", 2)
    if out is not None:
        write_theory(out, found.theory)
        note(f"written: {out}; use it with --theory {out}")
    if as_json:
        print_json(found.to_dict() | {"notes": _notes(found)})
    else:
        Console().print(_page(found), highlight=False)


def _expected(scenario: Scenario) -> Record:
    """The line-up that the case has, or how to give what was observed."""
    try:
        return expected_record(scenario)
    except ValueError as error:
        fail(f"calibrate: {error}. Give what was observed with --observed FILE.csv", 2)


def _bounds(text: str) -> tuple[str, tuple[float, float] | None]:
    name, equals, ends = text.partition("=")
    name = name.removeprefix("parameters.")
    if not equals:
        return name, None
    try:
        low, high = map(float, ends.split(":"))
    except ValueError:
        message = "must be NAME or NAME=LOW:HIGH, e.g. logit_precision=1:100"
        raise InputError([Fault(f"--estimate {text}", 0, 0, message)]) from None
    return name, (low, high)


def _theory_name(out: Path | None) -> str | None:
    """The file's name, where a theory may be called so."""
    return out.stem if out is not None and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", out.stem) else None


def _page(found: Calibration) -> Group:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("parameter", overflow="fold")
    for column in ("estimate", "90 % interval", "before"):
        table.add_column(column, justify="right")
    table.add_column("", overflow="fold")
    for each in found.estimates:
        interval = f"{each.low:.3g} to {each.high:.3g}"
        table.add_row(each.name, f"{each.value:.3g}", interval, f"{each.own:.3g}", each.remark)
    items = " and ".join(f"{count} {kind}" for kind, count in found.items.items() if count)
    head = Text(f"{found.base} on {found.scenario}, from {items}\n", style="bold")
    gain = found.log_likelihood - found.own_log_likelihood
    told = f"log-likelihood {found.log_likelihood:.2f} at its maximum (± {found.simulation_error:.2f} by chance), "
    told += f"{gain:.2f} above that of the values before"
    if found.posterior is not None:
        p = found.posterior
        told += (
            f"\nposterior: effective size {p['effective_size']:.0f}, tolerance {p['tolerance']:.2f} standard "
            f"deviations, {p['simulated']:,.0f} data sets in {p['generations']:.0f} generations"
        )
    notes = Text("\n" + "\n".join([told, *_notes(found)]), style="dim")
    return Group(head, table, notes)


def _notes(found: Calibration) -> list[str]:
    return [*found.notes, conditional()]

"""What a visitor takes home: the data, the scenario with its changes, and the command line that repeats it."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import yaml

from sim.loading.bundled import bundled_scenarios
from sim.server.playing import changes, load, play
from sim.server.setup import Cases, Setup


def command(setup: Setup, cases: Cases | None = None, scenario: str | None = None) -> str:
    """The command line that gives the same numbers.

    Parameters
    ----------
    cases
        Scenarios that may be chosen; the bundled ones where left out. One that is not bundled is called by its file.
    scenario
        The file to name instead of the case with its changes, as ``scenario_yaml`` writes it.

    Examples
    --------
    >>> command(Setup(case="nato_veto", lens="walt", off=("gaza_plan",)))
    'counterpoise run nato_veto --theory walt --replicates 40 --seed 0 --without gaza_plan'
    """
    bundled, file = bundled_scenarios().get(setup.case), (cases or {}).get(setup.case)
    called = setup.case if file is None or file == bundled else file.name
    words = ["counterpoise", "run", scenario or called]
    words += ["--theory", setup.lens] if setup.lens else []
    words += ["--replicates", str(setup.runs), "--seed", str(setup.seed)]
    for name, value in setup.numbers:
        words += ["--set", f"parameters.{name}={value!r}"]
    for path, text in ({} if scenario else changes(setup)).items():
        words += ["--set", f"{path}={text}"]
    for name in setup.off:
        words += ["--without", name]
    return shlex.join(words)


def scenario_yaml(setup: Setup, cases: Cases | None = None) -> str:
    """The scenario with moved and added events as a file; what stands outside a scenario is in its first lines."""
    scenario, theory = load(setup, cases)
    content = json.loads(scenario.model_dump_json(exclude_unset=True, by_alias=True))
    name = f"{setup.case}.yaml"
    head = [
        f"# {setup.case} as played in the visual server under the theory {theory.name}. Repeat it with:",
        f"#   {command(setup, scenario=name)}",
    ]
    return "\n".join(head) + "\n" + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)


def trajectories_csv(setup: Setup, cases: Cases | None = None) -> str:
    """Every run, tick and actor: alignment, posture, commitment (0 to 1) and capability (share of all).

    ``date`` is the day on which the tick begins; there is no posture before the first choice.
    """
    result = play(setup, cases)
    table = result.trajectories.reset_index()
    days = [result.scenario.meta.date_of(tick).isoformat() for tick in range(result.ticks + 1)]
    table.insert(2, "date", table["tick"].map(dict(enumerate(days))))
    table.loc[table["tick"] == 0, "posture"] = None
    text: str = table.to_csv(index=False, float_format="%.6g")
    return text


def file_name(setup: Setup, ending: str) -> str:
    """A name for a file to keep."""
    return f"{Path(setup.case).name}-{setup.lens or 'own'}-{setup.seed}.{ending}"

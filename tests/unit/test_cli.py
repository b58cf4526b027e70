"""The command: what it prints where, how it ends, and that no mistake of a user's ends in a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sim
from sim.cli.checking import json_schema
from sim.designs import Design
from sim.loading import bundled_scenarios, bundled_theories, load_scenario
from sim.scenario import OUTCOMES, Scenario, Theory, describe_parameters

BAD = Path(__file__).parents[1] / "bad"
CASE = "humanity_alliance"
SMALL = ("--replicates", "2", "--ticks", "3")


def command(*arguments: str, **more) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **more,
    )


# What there is


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("scenarios", list(bundled_scenarios())),
        ("theories", list(bundled_theories())),
        ("parameters", list(describe_parameters())),
        ("outcomes", list(OUTCOMES)),
        ("measures", [name for case in bundled_scenarios() for name in load_scenario(case).measures]),
    ],
)
def test_lists(what, names, call):
    code, out, err = call("list", what, "--json")
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert [row["name"] for row in rows] == names
    assert all(row.get("title") or row.get("meaning") for row in rows)
    code, out, err = call("list", what)
    assert (code, err) == (0, "")
    assert "\x1b" not in out


def test_schema(call):
    for what, model in (("scenario", Scenario), ("theory", Theory), ("design", Design)):
        code, out, err = call("schema", what)
        schema = json.loads(out)
        assert (code, err) == (0, "")
        assert schema == json_schema(what)
        assert set(model.model_fields) <= set(schema["properties"])
    assert "extends" in json_schema("scenario")["properties"]
    assert {"Actor", "Dyads", "Bloc", "Motion", "Measure", "Event", "Trigger"} <= set(
        json_schema("scenario")["$defs"]
    )


def test_version_and_help(call):
    assert call("--version") == (0, f"counterpoise {sim.__version__}\n", "")
    code, out, _ = call("--help")
    assert code == 0
    assert all(name in out for name in ("list", "validate", "schema", "run", "explain"))
    assert call()[0] == 2


# Checking files


def test_validate_sound_names(call):
    code, out, err = call("validate", CASE, *bundled_theories())
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == 1 + len(bundled_theories())
    code, out, err = call("validate", CASE, "waltz", "--json")
    assert (code, json.loads(out), err) == (0, {"valid": True, "faults": []}, "")


def test_validate_tells_all_faults_of_all_files(call):
    files = [str(BAD / "many_faults.yaml"), str(BAD / "theory_types.yaml"), "nosuch.yaml", "nosuch", CASE]
    code, out, err = call("validate", *files)
    assert code == 2
    assert out.splitlines() == [f"{CASE}: " + out.partition(": ")[2].rstrip("\n")]
    *lines, total = err.splitlines()
    expected = sum(
        (BAD / name).read_text().count("# expect:") for name in ("many_faults.yaml", "theory_types.yaml")
    )
    assert (len(lines), total) == (expected + 2, f"{expected + 2} faults")
    code, out, err = call("validate", *files, "--json")
    told = json.loads(out)
    assert (code, err, told["valid"]) == (2, "", False)
    assert len(told["faults"]) == expected + 2
    assert {"file", "line", "column", "message"} == set(told["faults"][0])


@pytest.mark.parametrize("name", sorted(path.name for path in BAD.glob("theory_*.yaml")))
def test_validate_knows_a_theory_however_faulty(name, call):
    _, _, err = call("validate", str(BAD / name))
    assert err.count("\n") == (BAD / name).read_text().count("# expect:") + 1


# Running


def test_run_gives_one_json_document_and_the_same_bytes(call):
    code, out, err = call("run", CASE, "--json", *SMALL)
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert {
        "scenario": CASE,
        "theory": "full",
        "seed": 0,
        "replicates": 2,
        "ticks": 3,
    }.items() <= told.items()
    assert len(told["digest"]) == 64
    assert all({"mean", "sd", "q05", "q50", "q95"} <= set(spread) for spread in told["outcomes"].values())
    assert {f"weight_share.{pole}" for pole in load_scenario(CASE).poles} <= set(told["outcomes"])
    assert call("run", CASE, "--json", *SMALL) == (0, out, "")


def test_run_prints_plain_text(call):
    code, out, err = call("run", CASE, *SMALL)
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert load_scenario(CASE).meta.title in out


def test_requests_change_the_digest_and_nothing_else_does(call):
    def digest(*arguments: str) -> str:
        return json.loads(call("run", CASE, "--json", *SMALL, *arguments)[1])["digest"]

    event = next(iter(load_scenario(CASE).events))
    digests = [
        digest(),
        digest("--theory", "waltz"),
        digest("--set", "actors.USA.commitment=0.5"),
        digest("--set", "parameters.inertia=0.5"),
        digest("--without", event),
        digest("--only", event),
    ]
    assert len(set(digests)) == len(digests)
    assert digest("--seed", "9") == digests[0]
    assert digest("--set", "theory=waltz") == digests[1]


def test_without_and_only(call):
    events = list(load_scenario(CASE).events)
    told = json.loads(call("run", CASE, "--json", *SMALL, "--without", events[0], "--without", events[1])[1])
    assert told["without"] == sorted(events[:2])
    told = json.loads(call("run", CASE, "--json", *SMALL, "--only", events[0])[1])
    assert told["without"] == sorted(events[1:])


def test_out_writes_files_and_says_so_aside(call, tmp_path):
    code, out, err = call("run", CASE, "--json", *SMALL, "--out", str(tmp_path / "new" / "study"))
    assert code == 0
    assert json.loads(out) == json.loads((tmp_path / "new" / "study" / "summary.json").read_text())
    assert err.startswith("written to ")
    written = {path.name for path in (tmp_path / "new" / "study").iterdir()}
    assert written == {"summary.json", "outcomes.parquet", "trajectories.parquet"}


def test_a_scenario_and_a_theory_by_path(call):
    folder = bundled_scenarios()[CASE].parent
    by_path = call(
        "run", str(folder / f"{CASE}.yaml"), "--theory", str(folder / "theories/walt.yaml"), "--json", *SMALL
    )
    assert by_path == call("run", CASE, "--theory", "walt", "--json", *SMALL)


def test_a_small_case_of_years_runs_to_the_end_of_the_calendar(call, tmp_path):
    text = (BAD / "parts" / "base.yaml").read_text().replace("ticks: 12", "ticks: 12, step: year")
    (tmp_path / "small.yaml").write_text(text)
    code, out, err = call("run", str(tmp_path / "small.yaml"), "--ticks", "8100", "--replicates", "1")
    assert (code, err) == (0, "")
    assert "tiny" in out.lower()


def test_numbers_that_overflow_stop_the_run_with_their_name(tmp_path):
    swell = "{do: change_actor, attribute: capability, of: AAA, times: 1.0e+300}"
    text = (BAD / "parts" / "base.yaml").read_text()
    text += (
        f"events:\n  swell: {{title: S, date: 2020-03-01, coding: made up, effects: [{swell}, {swell}]}}\n"
    )
    (tmp_path / "swell.yaml").write_text(text)
    done = command("run", str(tmp_path / "swell.yaml"), "--replicates", "1")
    last = done.stderr.splitlines()[-1]
    assert (done.returncode, done.stdout) == (1, "")
    assert last.startswith("the run stopped: ")
    assert all(word in last for word in ("tick", "AAA"))
    assert "Traceback" not in done.stderr


# Explaining


def test_explain(call):
    code, out, err = call("explain", CASE, "TUR", "--tick", "2", "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert {"scenario": CASE, "actor": "TUR", "tick": 2}.items() <= told.items()
    assert {"utility", "terms", "threat", "sources", "probability", "measures"} <= set(told)
    assert set(told["turning"]["terms"]) == set(told["terms"])
    code, out, err = call("explain", CASE, "TUR", "--tick", "2")
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert "What would have changed its mind" in out
    assert f"{told['turning']['gap']:.3f} more utility" in " ".join(out.split())
    assert "the choice itself is a draw" in " ".join(out.split())


# Mistakes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "nosuch.yaml"], "nosuch.yaml:1:1: there is no such file"),
        (["run", "humanity_aliance"], "did you mean `humanity_alliance`?"),
        (["run", ""], "humanity_alliance, "),
        (["run", str(BAD)], "is a folder, not a YAML file"),
        (["run", CASE, "--theory", "walz"], "did you mean `waltz`?"),
        (["run", CASE, "--theory", "nosuch.yaml"], "nosuch.yaml:1:1: there is no such file"),
        (["run", CASE, "--set", "theory=walz"], "did you mean `waltz`?"),
        (["run", CASE, "--set", "meta.theory=walz"], "meta.theory: `walz` is not a known theory"),
        (["run", CASE, "--set", "actors.USA"], "must be PATH=VALUE"),
        (["run", CASE, "--set", "=1"], "must be PATH=VALUE"),
        (["run", CASE, "--set", "actors.USS.commitment=1"], "did you mean `USA`?"),
        (["run", CASE, "--set", "parameters.inertai=1"], "did you mean `inertia`?"),
        (
            ["run", CASE, "--set", "parameters.inertia=nan"],
            "`inertia` must be a number from 0 to 2 (got nan)",
        ),
        (
            ["run", CASE, "--set", "parameters.inertia=inf"],
            "`inertia` must be a number from 0 to 2 (got inf)",
        ),
        (
            ["run", CASE, "--set", "parameters.inertia=2.5"],
            "`inertia` must be a number from 0 to 2 (got 2.5)",
        ),
        (
            ["run", CASE, "--set", "parameters.inertia=lots"],
            "`inertia` must be a number from 0 to 2 (got lots)",
        ),
        (["run", CASE, "--set", "parameters.inertia="], "`inertia` must be a number from 0 to 2 (got )"),
        (["run", CASE, "--without", "atack_of_7_october"], "did you mean `attack_of_7_october`?"),
        (["run", CASE, "--only", "atack_of_7_october"], "did you mean `attack_of_7_october`?"),
        (["run", CASE, "--only", "pause_ends", "--without", "pause_ends"], "choose one"),
        (["run", CASE, "--ticks", "0"], "--ticks"),
        (["run", CASE, "--ticks", "-5"], "--ticks"),
        (["run", CASE, "--ticks", "99999999999999999999"], "--ticks"),
        (["run", CASE, "--ticks", "many"], "--ticks"),
        (["run", CASE, "--replicates", "0"], "--replicates"),
        (["run", CASE, "--seed", "-1"], "--seed"),
        (["run", CASE, "--out", __file__], "is not a folder one can write to"),
        (["run", CASE, "--nosuch"], "No such option"),
        (["run"], "Missing argument"),
        (["frobnicate"], "No such command"),
        (["list", "actors"], "'scenarios'"),
        (["schema", "actors"], "'scenario'"),
        (["explain", CASE, "TRU"], "`TRU` is not a known actor; did you mean `TUR`?"),
        (["explain", CASE, "TUR", "--tick", "27"], "choose 0 to 26"),
        (["explain", CASE, "TUR", "--tick", "-1"], "--tick"),
        (["explain", "nosuch", "TUR"], "humanity_alliance, "),
        (["validate"], "Missing argument"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_mistakes_are_explained(arguments, message, as_json, call):
    takes_json = arguments[0] in ("run", "explain") and "frobnicate" not in arguments
    code, out, err = call(*arguments, *(["--json"] if as_json and takes_json else []))
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


# The command as users have it


@pytest.mark.parametrize(
    "name", ["many_faults", "alias_bomb", "extends_climbs_out", "not_yaml", "theory_types"]
)
def test_bad_files_on_the_command_line(name):
    path = BAD / f"{name}.yaml"
    done = command("validate", str(path))
    *lines, total = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert len(lines) == path.read_text().count("# expect:")
    assert all(line.startswith(f"{path}:") for line in lines)
    assert total.split()[0] == str(len(lines))
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    if not name.startswith("theory_"):
        ran = command("run", str(path), "--json")
        assert (ran.returncode, ran.stdout, ran.stderr.splitlines()) == (2, "", lines)


def test_mistaken_options_have_no_colour_where_there_is_no_terminal():
    done = command("run", CASE, "--ticks", "-5", env={**os.environ, "GITHUB_ACTIONS": "true"})
    assert (done.returncode, done.stdout) == (2, "")
    assert "\x1b" not in done.stderr


def test_a_stream_that_cannot_write_all_letters():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = command("run", CASE, "--json", *SMALL, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["scenario"] == CASE
    done = command("run", CASE, *SMALL, env=environment)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send")
def test_interrupt_ends_with_130(call, monkeypatch):
    def long_run(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(10)

    monkeypatch.setattr("sim.cli.running.simulate", long_run)
    assert call("run", CASE, "--json") == (130, "", "interrupted; nothing was kept\n")

"""Blocks: frames say what the result says, the same set-up gives the same bytes, and work is done once."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.ensemble import POSTURES, Result
from sim.figures import look
from sim.loading import InputError
from sim.loading.bundled import bundled_scenarios
from sim.server.app import Config, create_app, offered
from sim.server.blocks import Block, compute
from sim.server.frames import FINE, LEVELS, frames, said
from sim.server.playing import play
from sim.server.setup import Setup
from sim.server.words import Words
from tests.unit.test_server_setup import _scenario

SETUP = Setup(case="nato_veto", runs=6, lens="walt")
NASTY = '<script>alert(1)</script> & "friends"'


@pytest.fixture(scope="module")
def result() -> Result:
    return play(SETUP)


@pytest.fixture(scope="module")
def block() -> dict[str, Any]:
    return compute(SETUP, "en").read()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("cases") / "own.yaml"
    file.write_text(_scenario(name=NASTY), encoding="utf-8")
    return create_app(Config(cases={**bundled_scenarios(), "own": file}, workers=0)).server.test_client()


def test_frames_say_what_the_result_says(result: Result, block: dict[str, Any]) -> None:
    frames, sides = block["frames"], len(block["frames"]["sides"])
    assert frames["actors"] == list(result.setting.names.actors)
    for tick in range(result.ticks + 1):
        for i in range(len(frames["actors"])):
            codes = result.saved["alignment"][:, tick, i].tolist()
            shares = [codes.count(code) / len(codes) for code in range(sides)]
            assert frames["shares"][tick][i] == [round(100 * share) for share in shares]
            shown = frames["look"][tick][i]
            assert shares[shown // LEVELS] == max(shares)
            assert frames["commitment"][tick][i] == pytest.approx(
                100 * result.saved["commitment"][:, tick, i].mean(), abs=0.5
            )
            if tick:
                posture = np.bincount(result.saved["posture"][:, tick, i], minlength=len(POSTURES))
                assert posture[frames["posture"][tick][i]] == posture.max()
    assert set(frames["posture"][0]) == {-1}


def test_who_changes_sides_is_there_in_the_same_tick_and_nobody_else_jumps() -> None:
    """In one run an actor is wholly on a side: its place in the network is nearer to that side than to another."""
    shown = frames(play(SETUP.model_copy(update={"runs": 1})), Words("en"))
    sides = np.array(shown["look"]) // LEVELS
    across = np.array(shown["place"])[:, 0] / FINE
    assert (sides[1:] != sides[:-1]).sum() > 10
    assert np.array_equal(np.select([across < -0.5, across > 0.5], [1, 2]), sides)
    jumps = np.abs(np.diff(np.array(shown["place"]) / FINE, axis=0)).max(axis=1)
    assert jumps[sides[1:] == sides[:-1]].max() < 0.2


def test_blocs_and_motions_say_what_the_result_says(result: Result, block: dict[str, Any]) -> None:
    for b, bloc in enumerate(block["blocs"]):
        inside = result.saved["membership"][..., b]
        assert bloc["members"] == pytest.approx(inside.sum(axis=-1).mean(axis=0), abs=0.051)
        assert [len(who.split()) for who in bloc["inside"]] == (inside.mean(axis=0) > 0.5).sum(
            axis=-1
        ).tolist()
    votes, outcome = result.final("votes"), result.final("motion_outcome")
    for q, motion in enumerate(block["motions"]):
        held = outcome[:, q] >= 0
        if held.any():
            yes = (votes[held][:, :, q] == 1).sum(axis=1)
            assert motion["yes"] in (
                int(np.median(yes)),
                int(np.median((votes[held][:, :, q] == 2).sum(axis=1))),
            )


def test_every_tick_is_told_in_words(result: Result, block: dict[str, Any]) -> None:
    assert len(block["said"]) == len(block["labels"]) == len(block["dates"]) == result.ticks + 1
    best = [look // LEVELS for look in block["frames"]["look"][4]]
    for k, side in enumerate(block["frames"]["sides"][1:], start=1):
        assert side in block["said"][4]
        assert f"actors: {best.count(k)}" in block["said"][4]


def test_one_run_alone_has_no_spread() -> None:
    alone, several = (said(play(SETUP.model_copy(update={"runs": runs})), Words("en"))[4] for runs in (1, 6))
    assert "of runs" not in alone
    assert "in 90 % of runs" in several


def test_one_actor_is_told_by_colour_and_by_more(block: dict[str, Any]) -> None:
    strongest = block["frames"]["palette"][LEVELS - 1 :: LEVELS]
    assert len({one["symbol"] for one in strongest}) == len(strongest)
    assert len({one["shape"] for one in strongest}) == len(strongest)


def test_the_same_asked_for_gives_the_same_bytes(block: dict[str, Any]) -> None:
    again = compute(SETUP, "en")
    assert again.read() == block
    assert again == Block.of(block)
    assert compute(SETUP.model_copy(update={"seed": 1}), "en").tag != again.tag


def test_a_later_change_is_small() -> None:
    assert len(compute(Setup(runs=4), "en").packed) < 100_000


@pytest.mark.parametrize("route", ["block.json", "base.json", "explore.html", "export/scenario.yaml"])
@pytest.mark.parametrize("query", ["case=atlantis", "p.inertia=x", "off=<b>", "v=9", "own=~~~", "%ff=%fe"])
def test_routes_tell_faults(client: Any, route: str, query: str) -> None:
    answer = client.get(f"/{route}?{query}")
    if route != "base.json" or query == "case=atlantis":
        assert answer.status_code == 400, answer.data
    assert b"Traceback" not in answer.data


def test_what_did_not_change_is_not_sent_again(client: Any) -> None:
    first = client.get("/block.json?case=own&runs=2")
    assert first.status_code == 200
    again = client.get("/block.json?case=own&runs=2", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_names_are_text_and_never_markup(client: Any) -> None:
    page = client.get("/explore.html?case=own").get_data(as_text=True)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    for route in ("block.json", "base.json"):
        told = gzip.decompress(client.get(f"/{route}?case=own&runs=2").data).decode()
        figures = told.replace(NASTY.replace('"', '\\"'), "") if route == "block.json" else told
        assert "<script" not in figures  # what is left is set as text by the page: names and sentences


def test_what_a_case_has_not_has_no_place(client: Any) -> None:
    shown = client.get("/explore.html?case=europe_1914").get_data(as_text=True)
    assert shown.count('card wide" hidden') == 2  # motions and blocs
    assert "quotes who claims what" not in shown
    assert "the case&#39;s own: Balance of threat (Walt)" in shown
    assert "opinion" not in compute(Setup(case="europe_1914", runs=2), "en").read()["pictures"]


def test_downloads(client: Any) -> None:
    csv = client.get("/export/trajectories.csv?case=own&runs=2")
    assert csv.headers["Content-Disposition"] == 'attachment; filename="own-own-0.csv"'
    assert csv.data.startswith(b"replicate,tick,date,actor")
    assert client.get("/export/scenario.yaml?case=own").data.startswith(b"# own as played")


def test_the_first_page_runs_no_inline_script_of_ours(client: Any) -> None:
    page = client.get("/?v=1").get_data(as_text=True)
    assert page.count("<script") - page.count("<script src=") <= 2  # Dash's own configuration and start


def test_a_server_of_own_files_begins_with_them(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(_scenario(), encoding="utf-8")
    answer = create_app(Config(cases={"mine": file}, workers=0)).server.test_client().get("/")
    assert answer.headers["Location"].endswith("/?v=1&case=mine")


def test_what_a_server_is_started_with_is_shown_first() -> None:
    named = {"europe_1914": bundled_scenarios()["europe_1914"]}
    for cases, shown in ((offered(named), "/?v=1&case=europe_1914"), (offered({}), None)):
        assert set(cases) == set(bundled_scenarios())
        client = create_app(Config(cases=cases, workers=0)).server.test_client()
        assert client.get("/").headers.get("Location") == shown
        assert client.get("/?v=1").status_code == 200  # an address says what it shows wherever it is opened


def test_a_faulty_file_is_told_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("meta: {}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.yaml:1:"):
        create_app(Config(cases={"bad": file}, workers=0))


def test_a_file_that_no_address_can_name_is_told_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "my case.yaml"
    file.write_text(_scenario(), encoding="utf-8")
    with pytest.raises(InputError, match="rename the file"):
        create_app(Config(cases={"my case": file}, workers=0))


def _command(client: Any, case: str) -> str:
    told: str = json.loads(gzip.decompress(client.get(f"/block.json?case={case}&runs=2").data))["command"]
    return told


def test_an_own_case_is_called_by_its_file_on_the_command_line(client: Any) -> None:
    assert _command(client, "own").startswith("counterpoise run own.yaml ")
    assert _command(client, "nato_veto").startswith("counterpoise run nato_veto ")


def _luminance(rgb: tuple[float, ...]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize("style", [*look.SIDES, look.NOBODY])
def test_colours_hold_in_the_dark(style: look.Style) -> None:
    """The page turns lightness round by CSS ``invert(1) hue-rotate(180deg)``, whose matrix the standard gives."""
    rgb = np.array([int(style.colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    weights = np.array([0.213, 0.715, 0.072])
    turned = np.clip(2 * weights @ (1 - rgb) - (1 - rgb), 0, 1)
    card = _luminance(tuple(c / 255 for c in (0x16, 0x16, 0x17)))
    assert (_luminance(tuple(turned)) + 0.05) / (card + 0.05) >= 3
    assert 1.05 / (_luminance(tuple(rgb)) + 0.05) >= 3

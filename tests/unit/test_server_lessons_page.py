"""Lessons as pages: the list, a step's bar, what is to be predicted, and nothing hostile in any of them."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.loading import InputError
from sim.server.address import read_address
from sim.server.app import Config, create_app
from sim.server.lessons import lessons
from sim.server.pages.lessons import markdown
from sim.server.playing import play
from sim.server.setup import Setup
from tests.unit.test_server_setup import _scenario

NASTY = """---
title: <script>alert(1)</script>
summary: <img src=x onerror=alert(1)>
minutes: 5
level: first course
order: 99
case: nato_veto
runs: 4
reading:
  - source: "<b>Snyder</b>"
---

<script>alert(2)</script> [a](javascript:alert(3)) ![b](https://evil.example/x.png) [c](https://example.org/)

## <i>Step</i>

```yaml
set: {tick: 3}
predict: {actor: TUR, tick: 9, options: [palestine, none]}
question: <u>why</u>
look_for: <u>what</u>
```

<iframe src="https://evil.example"></iframe>
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("lessons")
    (folder / "mine.md").write_text(NASTY, encoding="utf-8")
    return create_app(Config(workers=0, lessons=folder)).server.test_client()


def test_the_list_has_the_bundled_lessons_and_a_teachers_own(client: Any) -> None:
    told = client.get("/lessons.html?v=1").text
    for lesson in lessons("en"):
        assert f"lesson={lesson.name}" in told
    assert "lesson=mine" in told
    assert 'lang="tr"' in client.get("/lessons.html?v=1&language=tr").text


def test_every_step_of_every_lesson_has_a_bar_that_leads_on(client: Any) -> None:
    for language in ("en", "ar"):
        for lesson in lessons(language):
            for n in range(len(lesson.steps)):
                answer = client.get(f"/lesson.html?v=1&language={language}&lesson={lesson.name}/{n + 1}")
                assert answer.status_code == 200
                links = [part.split('"')[0] for part in answer.text.split('href="')[1:]]
                for link in links:
                    if link.startswith("?"):
                        address = read_address(unescape(link))
                        assert address.view.language == language
                assert (f"lesson={lesson.name}/{n + 2}" in answer.text) == (n + 1 < len(lesson.steps))
                assert ("data-predict" in answer.text) == (lesson.steps[n].predict is not None)


def test_a_hostile_lesson_is_text(client: Any) -> None:
    for url in ("/lessons.html?v=1", "/lessons.html?v=1&lesson=mine", "/lesson.html?v=1&lesson=mine/1"):
        told = client.get(url).text
        for harm in ("<script", "<img", "<iframe", "<b>Snyder", "<u>", "<i>Step", 'href="javascript'):
            assert harm not in told, (url, harm)
    assert 'href="https://example.org/"' in client.get("/lessons.html?v=1&lesson=mine").text


def test_markdown_keeps_what_lessons_need() -> None:
    assert "<strong>pass</strong>" in markdown("**pass**")
    assert "<td>1</td>" in markdown("| a |\n|---|\n| 1 |")


@pytest.mark.parametrize("lesson", ["nowhere", "mine/9", "mine/0", "mine/x", "mine/1/1"])
def test_a_lesson_that_there_is_not_is_told(client: Any, lesson: str) -> None:
    answer = client.get(f"/lesson.html?v=1&lesson={lesson}")
    assert answer.status_code == 400
    assert lesson.split("/")[0] in answer.get_json()["faults"][0]
    assert client.get("/lesson.html?v=1").status_code == 400


def test_what_the_model_did_is_its_share_of_runs(client: Any) -> None:
    asked = {
        "address": "?v=1&case=nato_veto&runs=6&lens=walt",
        "actor": "TUR",
        "tick": 9,
        "counts": {"none": 3},
    }
    got = client.post("/guessed.json", data=json.dumps(asked)).get_json()
    result = play(Setup(case="nato_veto", runs=6, lens="walt"))
    at = np.asarray(result.saved["alignment"])[:, 9, result.setting.names.actors.index("TUR")]
    poles = ["none", *result.setting.names.poles]
    assert got["chances"] == {name: float((at == code).mean()) for code, name in enumerate(poles)}
    assert "share of 6 runs" in got["said"]
    assert [trace["name"] for trace in got["figure"]["data"]] == ["the model", "the class"]


@pytest.mark.parametrize(
    "changed", [{"actor": "XYZ"}, {"tick": 599}, {"tick": -1}, {"tick": "9"}, {"counts": {"east": 1}}, {"more": 1},
                {"address": "?v=1&case=nowhere"}, {"counts": {"none": -1}}],
)  # fmt: skip
def test_what_cannot_be_asked_is_told(client: Any, changed: dict[str, Any]) -> None:
    asked = {"address": "?v=1&case=nato_veto&runs=2", "actor": "TUR", "tick": 9} | changed
    answer = client.post("/guessed.json", data=json.dumps(asked))
    assert answer.status_code == 400
    assert answer.get_json()["faults"]


def test_a_teachers_own_case_lies_beside_and_a_changed_lesson_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(_scenario(), encoding="utf-8")
    own = tmp_path / "mine.md"
    own.write_text(NASTY, encoding="utf-8")
    client = create_app(Config(workers=0, lessons=tmp_path)).server.test_client()
    assert client.get("/explore.html?v=1&case=own").status_code == 200
    own.write_text(NASTY.replace("minutes: 5", "minutes: 77"), encoding="utf-8")
    assert "77 minutes" in client.get("/lessons.html?v=1").text
    own.write_text("no lesson", encoding="utf-8")
    assert client.get("/lessons.html?v=1").status_code == 400
    with pytest.raises(InputError, match="mine"):
        create_app(Config(workers=0, lessons=tmp_path))

"""What is wrong is told in the visitor's language; what others say of it is told as theirs."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from sim.loading import Fault, InputError
from sim.scenario.actors import RELATIONS, Relation
from sim.scenario.base import Name
from sim.server.address import read_address
from sim.server.app import Config, create_app
from sim.server.faults import Said, fault, got, refused, told, unknown
from sim.server.playing import load
from sim.server.words import words

TRANSLATED = ("tr", "ar")
QUERIES = [
    "v=2", "page=x", "seed=-1", "seed=1.5", "runs=201", "runs=many", "p.love=1", "p.inertia=9", "move=truce", "off=<b>",
    "colour=red", "own=dance~TUR", "own=align~TUR", "own=commit~TUR~2~2024-01-01", "own=commit~TUR~x~2024-01-01",
    "own=commit~TUR~1~soon", "own=relate~TUR~ISR~love~1~2024-01-01", "own=commit~<b>~1~2024-01-01", "tick=a",
    "&".join(["own=commit~TUR~1~2024-01-01"] * 13), "off=" + "a" * 7000, "&".join(["a=1"] * 500), "case=../x",
    "second=event~", "second=p.love~1", "second=p.inertia~9", "lesson=<b>", "actor=",
    "case=atlantis", "case=nato_vet", "lens=freud", "off=atlantis", "move=conference_grows~2024-01-01",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("language", TRANSLATED)
def test_faults_of_an_address_are_told_in_its_language(query: str, language: str) -> None:
    with pytest.raises(InputError) as caught:
        load(read_address(query).setup)
    for one in caught.value.faults:
        assert isinstance(one.message, Said)
        said, english = told(one, words(language)), told(one, words("en"))
        assert english == f"{one.file}: {one.message}"
        assert said.startswith({"tr": "adres", "ar": "العنوان"}[language]) or one.file.startswith("own=")
        assert one.message not in said
        assert all(text == text.strip() for text in (said, english))


def test_faults_go_from_process_to_process() -> None:
    one = fault("lens", unknown(Said("theory"), "freud", ["walt", "waltz"]))
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert told(again, words("tr")) == told(one, words("tr"))
    assert "`freud` bilinen bir kuram değil" in told(again, words("tr"))


def test_braces_of_a_visitor_are_text() -> None:
    one = fault("{0}", got(Said("must be a number"), "{x} {0.__class__}"))
    assert told(one, words("en")) == "address, {0}: must be a number (got {x} {0.__class__})"
    assert "{x} {0.__class__}" in told(one, words("ar"))


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_the_reader_of_scenarios_says_is_told_as_its_own(language: str) -> None:
    with pytest.raises(InputError) as caught:
        load(read_address("own=commit~XXX~1~2024-01-01").setup)
    (one,) = caught.value.faults
    assert told(one, words("en")) == f"address, event own_1: {one.message}"
    said = told(one, words(language))
    assert said.endswith(one.message)
    assert {"tr": "İngilizce", "ar": "بالإنجليزية"}[language] in said


def test_other_faults_of_models_are_told_too() -> None:
    class Model(BaseModel):
        name: Name
        relation: Relation

    with pytest.raises(ValidationError) as caught:
        Model.model_validate({"name": 1, "relation": "love", "more": 1})
    name, relation = caught.value.errors()
    assert refused(name).startswith("must be a name")
    assert refused(relation) == f"must be one of {', '.join(RELATIONS)}"
    assert refused({"type": "something_new"}) == "cannot be read"


@pytest.fixture(scope="module")
def client() -> Any:
    return create_app(Config(workers=0)).server.test_client()


@pytest.mark.parametrize(("language", "said"), [("tr", "bilinen bir vaka değil"), ("ar", "غير معروف")])
def test_routes_and_pages_tell_them_in_the_language_that_is_asked_for(
    client: Any, language: str, said: str
) -> None:
    (fault,) = client.get(f"/block.json?v=1&case=atlantis&language={language}").json["faults"]
    assert said in fault
    call = {
        "output": "shell.children", "outputs": {"id": "shell", "property": "children"},
        "inputs": [{"id": "place", "property": "data", "value": f"?v=1&colour=red&language={language}"}],
        "changedPropIds": ["place.data"],
    }  # fmt: skip
    page = (
        client.post("/_dash-update-component", json=call)
        .get_data(as_text=True)
        .encode()
        .decode("unicode_escape")
    )
    assert {"tr": "adres parçası", "ar": "جزء من العنوان"}[language] in page


def test_a_plain_fault_has_its_place() -> None:
    assert told(Fault("here", 0, 0, Said("must be a number")), words("en")) == "here: must be a number"

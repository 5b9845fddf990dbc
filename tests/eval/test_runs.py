"""Runs in TREC's form."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.runs import Run, RunFacts, format_run, parse_run, read_run, write_run
from ingest.errors import QuestionError

RUN = Run({"a": [("d#1", 0.9), ("d#二/(一)", 0.9), ("d#3", 0.1)], "b": []})
FACTS = RunFacts("five", "0" * 64, "dense", {"name": "dense", "words": 0.0}, "f" * 64, "m" * 64, 100)


def test_a_line_has_the_six_columns_of_trec() -> None:
    first = format_run(RUN, "dense@ffff").splitlines()[0].split()
    assert first[:4] == ["a", "Q0", "d#1", "1"]
    assert first[5] == "dense@ffff"


def test_equal_scores_keep_their_order_when_a_run_is_read_back() -> None:
    scores = parse_run(format_run(RUN, "t"), "x")["a"]
    assert sorted(scores, key=lambda clause: -scores[clause]) == ["d#1", "d#二/(一)", "d#3"]
    assert len(set(scores.values())) == 3


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=50))
def test_written_scores_strictly_fall(scores: list[float]) -> None:
    ranking = [(f"c{number}", score) for number, score in enumerate(sorted(scores, reverse=True))]
    read = parse_run(format_run(Run({"q": ranking}), "t"), "x")["q"]
    assert list(read) == [clause for clause, _ in ranking]
    assert all(a > b for a, b in zip(read.values(), list(read.values())[1:], strict=False))


def test_a_run_is_kept_with_what_it_was_made_of(tmp_path: Path) -> None:
    write_run(tmp_path / "runs", RUN, FACTS)
    assert read_run(tmp_path / "runs" / "five.dense.trec").keys() == {"a"}
    assert "dense@ffffffffffff" in (tmp_path / "runs" / "five.dense.trec").read_text("utf-8")
    facts = json.loads((tmp_path / "runs" / "five.dense.json").read_text("utf-8"))
    assert (facts["snapshot"], facts["model"], facts["depth"]) == ("f" * 64, "m" * 64, 100)
    assert facts["row"] == {"name": "dense", "words": 0.0}
    assert not (tmp_path / "runs" / "five.dense.answers.jsonl").exists()


@pytest.mark.parametrize("line", ["a Q0 d#1 1 0.5", "a Q0 d#1 1 high tag"])
def test_a_line_that_is_no_run_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(QuestionError, match="x 第 2 行"):
        parse_run(f"\n{line}\n", "x")

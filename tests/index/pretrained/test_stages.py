"""The stages of a training run: what is done is kept, what was broken off is made again."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.training.pretrained.lists import RankedList
from index.training.pretrained.stages import _stage, score
from ingest.errors import SourceError


def test_a_stage_that_is_done_is_not_made_again(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(aside: Path) -> None:
        made.append(aside)
        aside.write_text("lists", encoding="utf-8")

    for _ in range(2):
        _stage(tmp_path / "lists", make, "找难例", lambda at: None)
    assert len(made) == 1
    assert (tmp_path / "lists").read_text(encoding="utf-8") == "lists"


def test_a_stage_that_breaks_off_leaves_nothing_that_passes_for_done(tmp_path: Path) -> None:
    def breaks(aside: Path) -> None:
        aside.mkdir()
        (aside / "model.safetensors").write_bytes(b"half")
        raise SourceError("磁盘满了")

    with pytest.raises(SourceError):
        _stage(tmp_path / "judge", breaks, "判断模型", lambda at: None)
    assert not (tmp_path / "judge").exists()
    _stage(tmp_path / "judge", lambda aside: aside.mkdir(), "判断模型", lambda at: None)
    assert list((tmp_path / "judge").iterdir()) == []


def test_an_exported_judge_scores_every_passage_of_a_list(
    graphs: tuple[Path, Path], lists: list[RankedList]
) -> None:
    scored = list(score(graphs[1], lists, lambda at, of, loss: None))
    assert [replace(one, scores=()) for one in scored] == lists
    assert all(len(one.scores) == len(one.passages) for one in scored)
    assert len({score for one in scored for score in one.scores}) > 1

"""The rows of a systems file."""

from pathlib import Path

import pytest

from eval.systems import load_systems
from index.fusion import Fusion
from ingest.errors import QuestionError


def write(folder: Path, text: str) -> Path:
    path = folder / "systems.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_systems_compare_each_signal_with_the_whole() -> None:
    systems = {system.name: system for system in load_systems()}
    assert {"bm25-words", "bm25-bigrams", "dense", "hybrid", "huice"} <= systems.keys()
    assert systems["huice-fast"].fusion == Fusion()
    assert systems["huice"].fusion == Fusion(rerank=50)
    assert systems["huice"].answers
    assert (systems["dense"].fusion.words, systems["dense"].fusion.bigrams) == (0, 0)
    assert not systems["hybrid"].fusion.structure


def test_only_the_systems_named_are_kept_in_the_order_of_the_file() -> None:
    assert [system.name for system in load_systems(only=["huice", "dense"])] == ["dense", "huice"]


def test_an_encoder_is_looked_for_beside_the_file(tmp_path: Path) -> None:
    (system,) = load_systems(write(tmp_path, '[[system]]\nname = "bge"\nencoder = "models/bge"\n'))
    assert system.encoder == tmp_path / "models" / "bge"
    assert system.title == "bge"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "没有 \\[\\[system\\]\\]"),
        ("[[system", "TOML"),
        ("[[system]]\nwords = 1\n", "没有 name"),
        ('[[system]]\nname = "a b"\n', "空格"),
        ('[[system]]\nname = "a"\nwieght = 1\n', "wieght"),
        ('[[system]]\nname = "a"\nwords = "much"\n', "words 应是数"),
        ('[[system]]\nname = "a"\nwords = true\n', "words 应是数"),
        ('[[system]]\nname = "a"\nanswers = "yes"\n', "answers 应是true"),
        ('[[system]]\nname = "a"\nmethod = "sum"\n', "rrf"),
        ('[[system]]\nname = "a"\nengine = "lucene"\n', "lucene"),
        ('[[system]]\nname = "a"\nwords = 0.0\nbigrams = 0.0\ndense = 0.0\n', "至少一个"),
        ('[[system]]\nname = "a"\n[[system]]\nname = "a"\n', "重复"),
    ],
)
def test_a_broken_row_is_refused_with_its_fault(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        load_systems(write(tmp_path, text))


def test_a_system_that_is_not_there_is_named() -> None:
    with pytest.raises(QuestionError, match="没有系统 colbert"):
        load_systems(only=["colbert"])

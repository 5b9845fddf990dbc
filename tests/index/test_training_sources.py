"""The training files are read row by row, and a broken one is named."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from index.training.sources import (
    LAWS,
    PAIRS,
    PROSE,
    QUESTIONS,
    Article,
    Pair,
    is_held_out,
    read_articles,
    read_pairs,
    read_prose,
    read_questions,
)
from ingest.errors import SourceError

SHARED = Path(__file__).parents[3] / "shared" / "training"


def _write(path: Path, text: str) -> None:
    path.write_bytes(lzma.compress(text.encode("utf-8")))


def test_an_article_is_read_whole(tmp_path: Path) -> None:
    _write(tmp_path / LAWS, '{"title":"商标法","heading":"总则","text":"第一条 略。","scope":"national"}\n')
    assert list(read_articles(tmp_path)) == [Article("商标法", "总则", "第一条 略。", "national")]


def test_a_pair_keeps_its_source(tmp_path: Path) -> None:
    _write(tmp_path / PAIRS, '{"query":"问","passage":"答","source":"cail"}\n')
    assert list(read_pairs(tmp_path)) == [Pair("问", "答", "cail")]


def test_blank_lines_of_prose_are_left_out(tmp_path: Path) -> None:
    _write(tmp_path / PROSE, "一段。\n\n  \n二段。\n")
    assert list(read_prose(tmp_path)) == ["一段。", "二段。"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"缺少训练文件.*laws\.jsonl\.xz"):
        list(read_articles(tmp_path))


def test_a_file_that_is_no_xz_is_named(tmp_path: Path) -> None:
    (tmp_path / PROSE).write_bytes(b"plain text")
    with pytest.raises(SourceError, match=r"prose\.txt\.xz"):
        list(read_prose(tmp_path))


@pytest.mark.parametrize(
    ("line", "said"),
    [("{", "不是合法的 JSON"), ("[]", "应为 JSON 对象"), ('{"query":1}', "query")],
)
def test_a_broken_row_is_named_by_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    _write(tmp_path / PAIRS, '{"query":"问","passage":"答","source":"cail"}\n' + line + "\n")
    with pytest.raises(SourceError, match=said) as caught:
        list(read_pairs(tmp_path))
    assert f"{PAIRS} 第 2 行" in str(caught.value)


def test_statutes_must_be_a_list(tmp_path: Path) -> None:
    _write(tmp_path / QUESTIONS, '{"query":"问","articles":"商标法第一条"}\n')
    with pytest.raises(SourceError, match="articles"):
        list(read_questions(tmp_path))


def test_the_split_depends_on_the_question_alone() -> None:
    held = [number for number in range(20) if is_held_out(f"第{number}个问题怎么办？")]
    assert held == [6, 12, 18, 19]
    assert is_held_out(" 第6个问题怎么办？\n") == is_held_out("第6个问题怎么办？")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the training text is not here")
def test_a_fifth_of_the_real_questions_is_held_out() -> None:
    questions = list(read_questions(SHARED))
    assert len(questions) == 1235
    assert sum(is_held_out(question.query) for question in questions) == 278

"""Relevance judgements in the format of TREC."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.qrels import format_qrels, parse_qrels, safe_id
from ingest.errors import QuestionError

IDS = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1).filter(lambda s: s.split() == [s])
GRADES = st.dictionaries(IDS, st.dictionaries(IDS, st.integers(-2, 4), min_size=1))


@given(GRADES)
def test_what_is_written_is_read_back(qrels: dict[str, dict[str, int]]) -> None:
    assert parse_qrels(format_qrels(qrels), "q") == qrels


def test_columns_are_parted_by_tabs_or_blanks_and_line_ends_are_any() -> None:
    text = "q1\t0\tdoc#一/(二)\t2\r\n\nq1 0  doc#三   0\n"
    assert parse_qrels(text, "q") == {"q1": {"doc#一/(二)": 2, "doc#三": 0}}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("q1 d1 2", "有 3 列"),
        ("q1 0 d 1 2", "有 5 列"),
        ("q1 0 d1 1.5", "'1.5' 不是整数"),
        ("q1 0 d1 高", "'高' 不是整数"),
        ("q0 0 d0 1", "q0 的条款 d0 判了两次"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(line: str, message: str) -> None:
    with pytest.raises(QuestionError, match=rf"qrels\.tsv 第 2 行.*{message}"):
        parse_qrels(f"q0 0 d0 2\n{line}\n", "qrels.tsv")


@pytest.mark.parametrize("bad", ["", "a b", "a\tb", "a\u3000b"])
def test_an_id_that_the_format_cannot_hold_is_refused(bad: str) -> None:
    with pytest.raises(QuestionError, match="含有空白"):
        format_qrels({"q": {bad: 1}})
    with pytest.raises(QuestionError, match="含有空白"):
        format_qrels({bad: {"d": 1}})


def test_white_space_in_an_id_is_encoded_and_nothing_else() -> None:
    assert safe_id("民法典 第一条\u3000a#三/(五)%") == "民法典%20第一条%E3%80%80a#三/(五)%"

"""Chunks cover their clause, end at sentences, keep numbers whole and stay under the cap."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.chunks import chunks_of
from ingest.records import Clause

SENTENCES = st.lists(
    st.sampled_from(
        [
            "到2025年达到3.15倍。",
            "支持企业上市；",
            "“专精特新”企业。”",
            "最高不超过1,000.5万元，",
            "没有标点的一段很长的文字",
            "\n",
            "A股",
        ]
    ),
    min_size=1,
    max_size=60,
)


def clause(text: str) -> Clause:
    return Clause("d#一", "d", ("一、任务", "（一）上市"), "一", "任务", text, 0, len(text))


def count(text: str) -> int:
    return len(re.findall(r"\d+(?:[.,]\d+)*|[A-Za-z]+|[^\s\w]|[一-龥]{1,2}", text))


def test_a_short_clause_is_one_chunk_with_its_header() -> None:
    (chunk,) = chunks_of(clause("支持企业上市。"), "某方案", count)
    assert (chunk.text, chunk.start, chunk.end) == ("支持企业上市。", 0, 7)
    assert chunk.header == "某方案 一、任务 （一）上市"
    assert chunk.clause_id == "d#一"


@given(SENTENCES)
def test_chunks_are_verbatim_cover_the_clause_and_keep_the_cap(parts: list[str]) -> None:
    text = "".join(parts)
    covered = 0
    for chunk in chunks_of(clause(text), "某方案", count, cap=20, overlap=6):
        assert text[chunk.start : chunk.end] == chunk.text
        assert count(chunk.text) <= 20
        assert text[covered : chunk.start].strip() == ""
        covered = chunk.end
    assert text[covered:].strip() == ""


@pytest.mark.parametrize("run", ["\n" * 4, "。。。", "；；；", "，，，，", "、、、", "    "])
def test_a_run_of_the_same_mark_stands_in_one_chunk_only(run: str) -> None:
    text = f"支持企业上市融资{run}" * 6
    chunks = chunks_of(clause(text), "某方案", count, cap=20, overlap=0)
    assert "".join(text[chunk.start : chunk.end] for chunk in chunks) == text
    assert all(text[chunk.start - 1] == run[-1] for chunk in chunks[1:])


@given(SENTENCES)
@example(["到2025年达到3.15倍。", "\n\n\n", *["到2025年达到3.15倍。"] * 2, "\n", "到2025年达到3.15倍。"])
def test_no_chunk_cuts_a_number(parts: list[str]) -> None:
    text = "".join(parts)
    for chunk in chunks_of(clause(text), "某方案", count, cap=20, overlap=0):
        assert not re.match(r"[\d.,]*\d", text[chunk.start :]) or not re.search(
            r"\d[.,]?$", text[: chunk.start]
        )


def test_a_number_is_kept_whole_where_there_is_no_punctuation() -> None:
    text = "达到12345.678倍" * 40
    for chunk in chunks_of(clause(text), "某方案", len, cap=17, overlap=0):
        assert "12345.678" in chunk.text or not re.search(r"\d", chunk.text)


def test_a_stop_stays_with_its_sentence_and_its_quote() -> None:
    text = "他们说：“支持企业上市挂牌融资。”" * 8
    for chunk in chunks_of(clause(text), "某方案", count, cap=30, overlap=0):
        assert chunk.text.endswith("。”")


def test_a_small_last_sentence_is_repeated() -> None:
    text = "支持企业上市挂牌融资发展壮大。给予奖补。" * 10
    first, second, *_ = chunks_of(clause(text), "某方案", count, cap=30, overlap=6)
    assert second.start < first.end
    assert second.text.startswith("给予奖补。")


def test_a_text_without_punctuation_keeps_the_cap() -> None:
    chunks = chunks_of(clause("发" * 5000), "某方案", count, cap=50)
    assert max(count(chunk.text) for chunk in chunks) <= 50
    assert sum(len(chunk.text) for chunk in chunks) == 5000


def test_an_overlap_as_large_as_the_cap_is_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        chunks_of(clause("甲"), "某方案", count, cap=10, overlap=10)

"""Quotes against their sources."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.sources import faithful, is_subsequence, read_source
from ingest.errors import SourceError

PAPER = Path(__file__).parents[2] / "corpus" / "sources" / "咸宁市改革案例报纸专版.txt"


def test_a_sentence_rejoined_over_hard_wraps_is_faithful() -> None:
    source = read_source(PAPER)
    start = source.index("累计培育国")
    end = source.index("企业1家") + len("企业1家")
    assert faithful("累计培育国家重点小巨人企业1家", source, start, end)


def test_a_doublet_written_once_is_faithful() -> None:
    source = read_source(PAPER)
    start = source.index("咸宁城区鸟瞰咸宁城区鸟瞰")
    end = source.index("办供图））") + len("办供图））")
    assert faithful("咸宁城区鸟瞰（咸宁市委改革办供图）", source, start, end)


@pytest.mark.parametrize(
    ("quote", "start", "end"),
    [
        ("最高五十万元", 0, 6),  # rewritten
        ("最高50万", 0, 6),  # the range goes past the quote
        ("高50万元", 0, 6),  # the range begins before it
        ("最高50万元", 0, 7),
        ("最高50万元", 0, 99),
        ("", 0, 6),
        ("最高50万元", 6, 0),
        ("最元", 0, 40),
    ],
)
def test_a_quote_that_is_not_the_source_at_its_offsets_is_unfaithful(
    quote: str, start: int, end: int
) -> None:
    assert not faithful(quote, "最高50万元。" + "其余各项按有关规定执行" * 3 + "元", start, end)


def test_a_quote_in_another_width_is_unfaithful() -> None:
    assert not faithful("(一)加强", "（一）加强", 0, 5)


def test_gb18030_and_byte_order_marks_and_carriage_returns_are_decoded(tmp_path: Path) -> None:
    (tmp_path / "gb.txt").write_bytes("第一条\r\n第二条".encode("gb18030"))
    (tmp_path / "bom.txt").write_bytes("第一条\r第二条".encode("utf-8-sig"))
    assert read_source(tmp_path / "gb.txt") == read_source(tmp_path / "bom.txt") == "第一条\n第二条"


def test_bytes_in_no_known_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff\xff\xff")
    with pytest.raises(SourceError, match="bad"):
        read_source(tmp_path / "bad.txt")


@given(st.text(min_size=2, max_size=30), st.data())
def test_text_with_characters_left_out_is_a_subsequence(text: str, data: st.DataObject) -> None:
    keep = data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    part = "".join(character for character, kept in zip(text, keep, strict=True) if kept)
    assert is_subsequence(part, text)
    assert not is_subsequence(part + "\x00" * (len(text) + 1), text)

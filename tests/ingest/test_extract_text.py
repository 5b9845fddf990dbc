"""Any plain text a Chinese office may hand in is read; anything else is refused with a reason."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import limits
from ingest.errors import SourceError
from ingest.extract.text import decode, everyday_share, read_text

SOURCES = sorted((Path(__file__).parents[2] / "corpus" / "sources").glob("*.txt"))
SIMPLIFIED = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成"
    "会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
)
TRADITIONAL = (
    "為貫徹落實關於促進中小企業發展的決策部署，加快推進中小企業轉型升級和高質量發展，"
    "根據《中小企業促進法》，編制本規劃。支持企業引進和培養科技人才，完善企業與高校聯合培養機制。"
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem[:12])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_document_reads_the_same_in_every_encoding(path: Path, encoding: str, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    copy = tmp_path / "副本.txt"
    copy.write_bytes(text.encode(encoding))
    assert read_text(copy) == text == read_text(path)


def test_traditional_characters_are_told_apart_from_garbled_simplified_ones() -> None:
    assert decode(TRADITIONAL.encode("big5"), "繁.txt") == TRADITIONAL
    assert decode(TRADITIONAL.encode("gb18030"), "繁.txt") == TRADITIONAL
    assert everyday_share(TRADITIONAL.encode("big5").decode("gb18030", errors="replace")) < 0.6


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["惠企政策", "惠企\n", "plain words\n", "第一条 支持A类企业，给予50万元。\r\n" * 3]
)
def test_sixteen_bits_without_a_mark_are_told_from_binary(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "甲.txt") == text.replace("\r\n", "\n")


@given(st.lists(st.sampled_from(SIMPLIFIED), min_size=12, unique=True).map("".join))
def test_any_simplified_text_survives_its_encodings(text: str) -> None:
    for encoding in ("utf-8", "utf-16", "gb18030"):
        assert decode(text.encode(encoding), "甲.txt") == text


def test_a_text_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(limits.LARGEST_TEXT + 1)
    with pytest.raises(SourceError, match=r"“大\.txt”有 32 MB，超过上限 32 MB：请"):
        read_text(path)


def test_line_ends_are_folded_and_the_byte_order_mark_is_gone() -> None:
    assert decode("\ufeff一、目标\r\n到2025年\r末\n".encode(), "甲.txt") == "一、目标\n到2025年\n末\n"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"找不到文件“.*没有\.txt”：请检查"):
        read_text(tmp_path / "没有.txt")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="是文件夹"):
        read_text(tmp_path)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "是空的"),
        (b" \r\n\t ", "是空的"),
        ("\u3000\u3000\n\ufeff".encode(), "几乎没有文字|只有空白"),
        (b"policy\x00\x01\x02text", "二进制文件"),
        (b"\0" * 64, "二进制文件"),
        (bytes(range(256)) * 8, "二进制文件"),
        (b"\xff\xfe" + "惠企政策".encode("utf-16-le")[:-1], "已损坏"),
        (bytes(range(1, 256)), "编码无法识别"),
        (("根据规划要求，" * 20).encode()[:-1] + b"\xff", "编码无法识别"),
        (b"------ 12345 ====== 67890 ////// 3.14", "几乎没有文字"),
    ],
)
def test_what_is_no_text_is_refused_with_name_and_remedy(data: bytes, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint) as caught:
        decode(data, "上传.txt")
    assert "“上传.txt”" in str(caught.value)
    assert "请" in str(caught.value)

"""Any plain text a Chinese office may hand in is read; anything else is refused with a reason."""

from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.extract.text import decode, everyday_share, read_text

SOURCES = sorted((Path(__file__).parents[2] / "corpus" / "sources").glob("*.txt"))
TRADITIONAL = (
    "為貫徹落實關於促進中小企業發展的決策部署，加快推進中小企業轉型升級和高質量發展，"
    "根據《中小企業促進法》，編制本規劃。支持企業引進和培養科技人才，完善企業與高校聯合培養機制。"
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem[:12])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_document_reads_the_same_in_every_encoding(path: Path, encoding: str, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    copy = tmp_path / "副本.txt"
    copy.write_bytes(text.encode(encoding))
    assert read_text(copy) == text == read_text(path)


def test_traditional_characters_are_told_apart_from_garbled_simplified_ones() -> None:
    assert decode(TRADITIONAL.encode("big5"), "繁.txt") == TRADITIONAL
    assert decode(TRADITIONAL.encode("gb18030"), "繁.txt") == TRADITIONAL
    assert everyday_share(TRADITIONAL.encode("big5").decode("gb18030", errors="replace")) < 0.6


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
        (b"%PDF-1.7\n1 0 obj", "是PDF格式，本版本只读纯文本"),
        (b"PK\x03\x04\x14\x00", "DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "DOC"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"policy\x00\x01\x02text", "二进制文件"),
        ("惠企".encode("utf-16-le") + b"\n\x00", "二进制文件"),
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

"""What a file is, its content tells; its name only decides between texts."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import limits
from ingest.errors import SourceError
from ingest.extract import extract
from ingest.extract.sniff import SUFFIXES, Format, is_html, sniff
from ingest.sources import expand

SOURCES = sorted((Path(__file__).parents[2] / "corpus" / "sources").iterdir())
PAGE = "<!doctype html><html><body><p>关于支持企业发展的通知</p><p>各有关单位：现通知如下。</p></body></html>"
MIME = "From: <Saved by Browser>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"


def package(*names: str) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("甲.txt", b"%PDF-1.7\n1 0 obj", Format.PDF),
        ("甲.pdf", b"\xef\xbb\xbf\r\n%PDF-1.4\n", Format.PDF),
        ("甲.pdf", b"junk of a mail gate\n%PDF-1.4\n1 0 obj<<", Format.PDF),
        ("甲.txt", "请提交 %PDF-1.7 格式的材料。".encode(), Format.TEXT),
        ("甲.doc", package("[Content_Types].xml", "word/document.xml"), Format.DOCX),
        ("甲.docx", package("通知.pdf"), Format.ARCHIVE),
        ("甲.zip", package(), Format.ARCHIVE),
        ("甲.doc", PAGE.encode(), Format.HTML),
        ("甲.txt", PAGE.encode("gb18030"), Format.HTML),
        ("甲.txt", PAGE.encode("utf-16"), Format.HTML),
        ("甲.txt", PAGE.encode("utf-16-le"), Format.HTML),
        ("甲", b"<div><p>a</p>\n<p>b</p></div>", Format.HTML),
        ("甲.doc", MIME.encode(), Format.MHTML),
        ("甲.md", "# 通知\n正文".encode(), Format.MARKDOWN),
        ("甲.txt", "# 通知\n正文".encode(), Format.TEXT),
        ("甲.html", "没有标签的正文".encode(), Format.TEXT),
        ("甲.html", "正文<br>没有别的标签".encode(), Format.HTML),
        ("甲.docx", "其实是文本".encode("gb18030"), Format.TEXT),
        ("甲.txt", b"", Format.TEXT),
    ],
)
def test_the_content_tells_the_format(name: str, data: bytes, expected: Format, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert sniff(tmp_path / name) is expected


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem[:12])
def test_the_corpus_is_text(path: Path) -> None:
    assert sniff(path) is Format.TEXT


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("扫描.pdf", b"\x89PNG\r\n\x1a\n\0\0", "文件名以 .pdf 结尾，内容却是PNG 图片"),
        ("扫描.jpg", b"\xff\xd8\xff\xe0", "内容是JPEG 图片"),
        ("表.docx", package("[Content_Types].xml", "xl/workbook.xml"), "XLSX 表格"),
        ("表.zip", package("OFD.xml", "Doc_0/Document.xml"), "OFD"),
        ("表.odt", package("mimetype", "META-INF/manifest.xml"), "ODF"),
        ("包.zip", b"Rar!\x1a\x07\x00", "RAR 压缩包"),
        ("包.zip", b"7z\xbc\xaf\x27\x1c", "7Z 压缩包"),
        ("公文.doc", b"\x7fELF\x02", "可执行程序"),
        ("样式.css", b"p { color: red }", "程序或数据"),
        ("断.zip", b"PK\x03\x04\x14\x00", "已损坏或不完整"),
        ("断.docx", b"PK\x03\x04\x14\x00" + b"word/document.xml" * 20, "是Word 文件，但已损坏"),
    ],
)
def test_what_is_not_read_is_named_with_a_remedy(name: str, data: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=told) as caught:
        extract(tmp_path / name)
    assert f"“{name}”" in str(caught.value)
    assert "请" in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"找不到文件“.*没有\.pdf”：请检查"):
        sniff(tmp_path / "没有.pdf")
    with pytest.raises(SourceError, match="是文件夹"):
        sniff(tmp_path)


@pytest.mark.parametrize("name", ["大.txt", "大.html", "大.md"])
def test_a_huge_text_is_refused_without_reading_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(PAGE.encode() if name.endswith("html") else "第一条".encode())
        file.truncate(500 * limits.MEGABYTE)
    with pytest.raises(SourceError, match=rf"“{name}”有 500 MB，超过上限 32 MB：请"):
        extract(path)


def test_everything_that_is_read_is_picked_up_in_a_folder(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        (tmp_path / f"甲{suffix.upper()}").write_bytes(b"x")
    (tmp_path / "图.png").write_bytes(b"x")
    assert {path.suffix.lower() for path in expand([tmp_path])} == set(SUFFIXES)


def test_a_text_that_holds_some_tags_is_no_page() -> None:
    assert not is_html("<p>第一行\n第二行\n第三行\n第四行\n第五行\n第六行<br>")
    assert not is_html("表中 <5% 的企业")


@given(st.binary(max_size=300))
def test_any_bytes_have_a_format_or_a_clear_error(data: bytes) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "任意.txt"
        path.write_bytes(data)
        try:
            sniff(path)
        except SourceError as error:
            told = str(error)
        else:
            return
    assert "请" in told

"""PDFs made to break a reader: each refused for its own reason, all of them beside a good file."""

import io
import json
import re
import shutil
import zlib
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

import huice

SOURCES = sorted((Path(__file__).parents[2] / "corpus" / "sources").iterdir())
SHORT = min(SOURCES, key=lambda path: path.stat().st_size)
FONT = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
WORDS = b"BT /F 12 Tf 72 700 Td (Measures for the support of small enterprises) Tj ET "


def _pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1; the last one is the catalog."""
    data, starts = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        starts.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table, size = len(data), len(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    data += b"".join(b"%010d 00000 n \n" % start for start in starts)
    data += b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (size, len(objects), trailer)
    return bytes(data + b"startxref\n%d\n%%%%EOF\n" % table)


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


def _paged(count: int, content: bytes, resources: bytes = b"", box: bytes = b"0 0 595 842") -> list[bytes]:
    """Return the objects of a PDF of `count` pages that share one content stream, which is object 1."""
    tree = count + 2
    page = b"<</Type/Page/Parent %d 0 R/MediaBox[%s]/Contents 1 0 R/Resources<<%s>>>>" % (
        tree, box, resources,
    )  # fmt: skip
    kids = b" ".join(b"%d 0 R" % number for number in range(2, tree))
    pages = b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)
    return [content, *[page] * count, pages, b"<</Type/Catalog/Pages %d 0 R>>" % tree]


def _encrypted() -> bytes:
    locked = b"<</Filter/Standard/V 1/R 2/Length 40/P -64/O<%s>/U<%s>>>" % (b"5a" * 32, b"a5" * 32)
    identity = b"/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
    return _pdf(_paged(1, _stream(WORDS), FONT), b"/Encrypt %s%s" % (locked, identity))


def _truncated() -> bytes:
    whole = _pdf(_paged(3, _stream(WORDS * 200), FONT))
    return whole[: len(whole) // 3]


def _blocks(count: int) -> bytes:
    """Return deflated drawing commands of `count` MB; each MB but the first is the same bytes."""
    packer = zlib.compressobj(9)
    first, again = (
        packer.compress(b"q 1 0 0 1 0 0 cm Q " * 55_000) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    return first + again * (count - 1) + packer.flush()


def _inflating() -> bytes:
    """A content stream of 4 GB in a few kilobytes, because it is packed twice."""
    return _pdf(_paged(1, _stream(zlib.compress(_blocks(4_000)), b"/Filter[/FlateDecode/FlateDecode]")))


def _inflating_once() -> bytes:
    return _pdf(_paged(1, _stream(_blocks(100), b"/Filter/FlateDecode")))


def _nested() -> bytes:
    """Forms that draw forms, ten of ten of ten ... and at last the first one again."""
    depth = 12
    first = 4  # objects 1 to 3 are content, page and pages
    page, pages, _ = _paged(1, b"")[1:]
    used = b"/XObject<</X %d 0 R>>" % first
    page = page.replace(b"/Resources<<", b"/Resources<<" + used)
    forms = [
        _stream(
            b"/X Do " * 10,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
            % (first + (number + 1) % depth),
        )
        for number in range(depth)
    ]
    return _pdf([_stream(b"/X Do"), page, pages, *forms, b"<</Type/Catalog/Pages 3 0 R>>"])


def _looping_tree() -> bytes:
    page_tree = b"<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"
    return _pdf([_stream(WORDS), page_tree, b"<</Type/Catalog/Pages 2 0 R>>"])


def _without_pages() -> bytes:
    return _pdf([b"<</Type/Pages/Count 0/Kids[]>>", b"<</Type/Catalog/Pages 1 0 R>>"])


PDFS: dict[str, tuple[Callable[[], bytes], str]] = {
    "加密": (_encrypted, "加密|密码"),
    "截断": (_truncated, "不完整|损坏"),
    "没有页": (_without_pages, "一页也没有"),
    "一万页": (lambda: _pdf(_paged(10_000, _stream(WORDS), FONT)), "有 10000 页"),
    "撑开百兆": (_inflating_once, "解压后超过"),
    "撑开四吉": (_inflating, "内存|秒"),
    "页面极大": (lambda: _pdf(_paged(1, _stream(b"0 0 9 9 re f"), box=b"0 0 99999999 99999999")), "没有文字"),
    "图形套叠": (_nested, "嵌套|秒|内存"),
    "页树成环": (_looping_tree, "损坏|一页也没有"),
    "图片": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "PNG"),
    "网络出错页": (lambda: b"%PDF-1.4\n" + b"<html>502 Bad Gateway</html>", "不完整|损坏"),
}  # fmt: skip


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of bad PDFs alone."""
    folder = tmp_path_factory.mktemp("坏")
    for name, (make, _) in PDFS.items():
        (folder / f"{name}.pdf").write_bytes(make())
    return folder


@pytest.fixture(scope="module")
def beside(bad: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bad PDFs and one good text in 文件 and the home built of them in 家."""
    folder = tmp_path_factory.mktemp("好坏")
    shutil.copytree(bad, folder / "文件")
    shutil.copy(SHORT, folder / "文件" / "好.txt")
    return folder


@pytest.fixture(scope="module")
def told(beside: Path) -> dict[str, str]:
    """Return why each file was left out."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        assert huice.main(["build", str(beside / "文件"), "--home", str(beside / "家"), "--json"]) == 0
    assert "Traceback" not in err.getvalue()
    summary = json.loads(out.getvalue())
    assert summary["documents"] == 1
    return {Path(item["file"]).stem: item["why"] for item in summary["skipped"]}


@pytest.mark.parametrize("name", PDFS)
def test_a_bad_pdf_is_refused_for_its_own_reason(name: str, told: dict[str, str]) -> None:
    why = told[name]
    assert f"{name}.pdf" in why
    assert "请" in why
    assert re.search(PDFS[name][1], why.replace(name, "")), why
    assert len(why) < 300


def test_of_bad_pdfs_nothing_is_stored(told: dict[str, str], beside: Path) -> None:
    assert told.keys() == PDFS.keys()
    (kept,) = (beside / "家" / "cache").iterdir()
    (document,) = kept.read_bytes().partition(b"\n")[0].decode().split()
    assert len(document) == 12


def test_a_folder_of_bad_pdfs_leaves_the_last_snapshot_answering(
    bad: Path, refused: Callable[..., str]
) -> None:
    folder = bad.with_name("截断")
    folder.mkdir()
    for name in ("加密", "截断", "一万页", "撑开百兆"):
        shutil.copy(bad / f"{name}.pdf", folder)
    assert "一万页.pdf" in refused(folder)


@pytest.mark.parametrize(("name", "why"), [("加密", "密码"), ("图片", "PNG 图片"), ("图形套叠", "嵌套")])
def test_a_bad_pdf_that_was_named_stops_the_build(
    name: str, why: str, bad: Path, refused: Callable[..., str]
) -> None:
    assert why in refused(bad / f"{name}.pdf", anew=name != "加密")

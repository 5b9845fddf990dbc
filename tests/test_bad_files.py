"""Files made to break a reader, through the real command line: refused by name, nothing half-stored."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

import huice

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "corpus" / "sources").iterdir())
SHORT = min(SOURCES, key=lambda path: path.stat().st_size)
QUESTION = ["ask", "黄石市有哪些融资支持？", "--as-of", "2025-01-01", "--json"]
MEGABYTE = 1 << 20
LINE = "第{0}条 支持专精特新企业技术改造，给予最高{0}万元补助，由市经济和信息化局牵头。\n"
Refused = Callable[..., str]


def _tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(autouse=True)
def _tight_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUICE_FILE_SECONDS", "4")
    monkeypatch.setenv("HUICE_FILE_MEMORY_MB", "1024")


@pytest.fixture
def refused(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Build a file that must be refused, check that nothing was changed or left, return the message."""

    def run(path: Path) -> str:
        before = _tree(home)
        for into in (home, tmp_path / "新" / "家"):
            status = huice.main(["build", str(path), "--home", str(into)])
            shown = capsys.readouterr()
            assert (status, shown.out) == (1, ""), shown
            assert re.search("[一-鿿]", shown.err)
            assert "请" in shown.err
            assert path.name in shown.err
            assert "Traceback" not in shown.err
            assert len(shown.err) < 600
        assert _tree(home) == before
        assert not (tmp_path / "新").exists()
        assert huice.main([*QUESTION, "--home", str(home)]) == 0
        assert json.loads(capsys.readouterr().out)["status"] == "answered"
        return shown.err

    return run


def _pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1; the last one is the catalog."""
    data, starts = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        starts.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    data += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, len(objects), trailer, table,
    )  # fmt: skip
    return bytes(data)


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


def _paged(count: int, content: bytes, resources: bytes = b"", box: bytes = b"0 0 595 842") -> list[bytes]:
    """Return the objects of a PDF of `count` pages that share one content stream, which is object 1."""
    tree = count + 2
    page = b"<</Type/Page/Parent %d 0 R/MediaBox[%s]/Contents 1 0 R/Resources<<%s>>>>" % (
        tree,
        box,
        resources,
    )
    kids = b" ".join(b"%d 0 R" % number for number in range(2, tree))
    pages = b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)
    return [content, *[page] * count, pages, b"<</Type/Catalog/Pages %d 0 R>>" % tree]


FONT = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
WORDS = b"BT /F 12 Tf 72 700 Td (Measures for the support of small enterprises) Tj ET "


def _encrypted() -> bytes:
    locked = b"<</Filter/Standard/V 1/R 2/Length 40/P -64/O<%s>/U<%s>>>" % (b"5a" * 32, b"a5" * 32)
    identity = b"/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
    return _pdf(_paged(1, _stream(WORDS), FONT), b"/Encrypt %s%s" % (locked, identity))


def _truncated() -> bytes:
    whole = _pdf(_paged(3, _stream(WORDS * 200), FONT))
    return whole[: len(whole) // 3]


def _inflating() -> bytes:
    """A content stream of 4 GB in 4 MB, packed twice more."""
    packer = zlib.compressobj(9)
    block = packer.compress(b"q 1 0 0 1 0 0 cm Q " * 55_000) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b"q 1 0 0 1 0 0 cm Q " * 55_000) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = zlib.compress(block + again * 4_000 + packer.flush())
    return _pdf(_paged(1, _stream(packed, b"/Filter[/FlateDecode/FlateDecode]")))


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


PDFS: dict[str, Callable[[], bytes]] = {
    "加密": _encrypted,
    "截断": _truncated,
    "没有页": lambda: _pdf([b"<</Type/Pages/Count 0/Kids[]>>", b"<</Type/Catalog/Pages 1 0 R>>"]),
    "一万页": lambda: _pdf(_paged(10_000, _stream(WORDS), FONT)),
    "撑开四个吉": _inflating,
    "页面极大": lambda: _pdf(_paged(1, _stream(b"0 0 9 9 re f"), box=b"0 0 99999999 99999999")),
    "层层嵌套": _nested,
    "页树成环": _looping_tree,
    "图片": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "网络出错页": lambda: b"%PDF-1.4\n" + b"<html>502 Bad Gateway</html>",
}


@pytest.mark.parametrize("name", PDFS)
def test_a_bad_pdf_is_refused(name: str, tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(PDFS[name]())
    refused(path)


def test_an_encrypted_pdf_is_called_so(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "公文.pdf"
    path.write_bytes(_encrypted())
    assert re.search("加密|密码", refused(path))


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


WORD = {
    "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    b'relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
    b'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/officeDocument" Target="word/document.xml"/></Relationships>',
}  # fmt: skip


def _word(declared: str, text: str) -> dict[str, bytes]:
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?>{declared}<w:document '
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
        f"{text}</w:t></w:r></w:p></w:body></w:document>"
    )
    return {**WORD, "word/document.xml": body.encode()}


def test_a_word_file_cannot_pull_in_another_file(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "机密.txt").write_text("这是机密：支持企业发展的若干办法。", "utf-8")
    declared = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{(tmp_path / "机密.txt").as_uri()}">]>'
    refused(_zip(tmp_path / "外部实体.docx", _word(declared, "第一条 支持企业。&x;")))


def test_a_word_file_cannot_grow_by_its_entities(tmp_path: Path, refused: Refused) -> None:
    declared = '<!DOCTYPE d [<!ENTITY a "补助">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 30}">' for before, name in zip("abcdef", "bcdefg", strict=True)
    )
    refused(_zip(tmp_path / "实体膨胀.docx", _word(declared + "]>", "第一条 &g;")))


def test_a_word_file_cannot_inflate(tmp_path: Path, refused: Refused) -> None:
    refused(_zip(tmp_path / "膨胀.docx", _word("", " " * (400 * MEGABYTE))))


def test_an_archive_cannot_inflate(tmp_path: Path, refused: Refused) -> None:
    refused(_zip(tmp_path / "炸弹.zip", {"政策.txt": bytes(600 * MEGABYTE)}))


def test_archives_in_archives_come_to_an_end(tmp_path: Path, refused: Refused) -> None:
    data = _zip(tmp_path / "里.zip", {"政策.txt": SHORT.read_bytes()}).read_bytes()
    for depth in range(20):
        data = _zip(tmp_path / "中.zip", {f"{depth}.zip": data}).read_bytes()
    (tmp_path / "套娃.zip").write_bytes(data)
    refused(tmp_path / "套娃.zip")


@pytest.mark.parametrize("name", ["../越界.txt", "/越界.txt", "a/../../越界.txt", "..\\越界.txt"])
def test_an_archive_writes_nowhere_else(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _zip(tmp_path / "包.zip", {name: SHORT.read_bytes()})
    huice.main(["build", str(path), "--home", str(tmp_path / "家")])
    assert "Traceback" not in capsys.readouterr().err
    written = {found for found in tmp_path.rglob("*") if "家" not in found.parts}
    assert written == {path}
    assert not Path("/越界.txt").exists()
    assert not (ROOT.parent / "越界.txt").exists()


def test_a_climbing_entry_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _zip(tmp_path / "包.zip", {"../x.txt": SHORT.read_bytes(), "好.txt": SHORT.read_bytes()})
    huice.main(["build", str(path), "--home", str(tmp_path / "家")])
    assert "x.txt" in capsys.readouterr().err


def test_a_text_of_half_a_gigabyte_is_refused_unread(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "很大.txt"
    with path.open("wb") as file:
        file.truncate(500 * MEGABYTE)
    assert "500 MB" in refused(path)


@pytest.mark.parametrize("name", ["管道.txt", "管道.pdf"])
def test_a_pipe_is_refused_unopened(name: str, tmp_path: Path, refused: Refused) -> None:
    os.mkfifo(tmp_path / name)
    assert "管道或设备" in refused(tmp_path / name)


def test_a_device_is_refused(refused: Refused) -> None:
    assert "管道或设备" in refused(Path("/dev/zero"))


def test_a_broken_link_is_refused(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "断链.pdf").symlink_to(tmp_path / "没有.pdf")
    refused(tmp_path / "断链.pdf")


@pytest.mark.skipif(os.geteuid() == 0, reason="root 什么都能读")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "锁住.pdf"
    path.write_bytes(_pdf(_paged(1, _stream(WORDS), FONT)))
    path.chmod(0)
    assert "没有权限" in refused(path)


def _folder(tmp_path: Path) -> Path:
    """A folder of five good files and of bad ones."""
    folder = tmp_path / "文件夹"
    shutil.copytree(ROOT / "corpus" / "sources", folder)
    (folder / "坏.pdf").write_bytes(_encrypted())
    (folder / "断链.txt").symlink_to(folder / "没有.txt")
    os.mkfifo(folder / "管道.txt")
    return folder


def test_the_good_files_of_a_folder_are_read_beside_the_bad(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _folder(tmp_path)
    assert huice.main(["build", str(folder), "--home", str(tmp_path / "家"), "--json"]) == 0
    shown = capsys.readouterr()
    summary = json.loads(shown.out)
    assert {Path(item["file"]).name for item in summary["skipped"]} == {"坏.pdf", "断链.txt", "管道.txt"}
    assert all(name in shown.err for name in ("坏.pdf", "断链.txt", "管道.txt"))
    assert huice.main(["documents", "--home", str(home), "--json"]) == 0
    expected = len(json.loads(capsys.readouterr().out))
    assert summary["documents"] == expected


def test_many_bad_files_are_told_in_few_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "文件夹"
    folder.mkdir()
    (folder / "好.txt").write_bytes(SHORT.read_bytes())
    for number in range(30):
        (folder / f"{number}.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        (folder / f"空{number}.txt").write_bytes(b"")
    assert huice.main(["build", str(folder), "--home", str(tmp_path / "家")]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21
    assert any("等 30 个文件" in line for line in lines)
    assert lines[-1] == "……共 60 个文件没有读入"


def test_what_is_left_out_of_a_build_leaves_the_cache_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, folder = tmp_path / "家", tmp_path / "文件"
    folder.mkdir()
    for path in SOURCES[:2]:
        shutil.copy(path, folder)
    assert huice.main(["build", str(folder), "--home", str(home)]) == 0
    assert len(list((home / "cache").iterdir())) == 2
    (folder / SOURCES[0].name).unlink()
    assert huice.main(["build", str(folder), "--home", str(home)]) == 0
    assert len(list((home / "cache").iterdir())) == 1
    capsys.readouterr()


def _alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


def _descendants(pid: int) -> set[int]:
    with suppress(OSError):
        found = {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
        return found.union(*map(_descendants, found))
    return set()


@pytest.fixture
def interrupted(tmp_path: Path) -> tuple[Path, Path]:
    """A home whose first build was stopped by Ctrl-C in the middle of the last file; its folder."""
    home, folder = tmp_path / "家", tmp_path / "文件"
    shutil.copytree(ROOT / "corpus" / "sources", folder)
    endless = "若干措施\n" + "".join(LINE.format(number) for number in range(100_000))
    (folder / "黴很长.txt").write_text(endless, "utf-8")
    command = [sys.executable, "-c", "import huice; huice.run()", "build", str(folder), "--home", str(home)]
    environment = {**os.environ, "HUICE_FILE_SECONDS": "60", "HUICE_FILE_MEMORY_MB": "2048"}
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment
    ) as process:
        workers: set[int] = set()
        while not workers or len(list((home / "cache").glob("*.reading"))) < len(SOURCES):
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"ended with {process.wait(0.02)}")
            workers |= _descendants(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert process.returncode in (1, 130)
    assert (out, "已中断" in err, "Traceback" in err) == ("", True, False), err
    assert _alive(workers) == set()
    (folder / "黴很长.txt").unlink()
    return home, folder


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="没有 /proc")
def test_an_interrupted_build_ends_cleanly_and_goes_on_where_it_was(
    interrupted: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    home, folder = interrupted
    kept = {path.name: path.stat().st_mtime_ns for path in (home / "cache").iterdir()}
    assert len(kept) == len(SOURCES)
    assert huice.main(["documents", "--home", str(home)]) == 1
    assert "huice build" in capsys.readouterr().err
    assert huice.main(["build", str(folder), "--home", str(home)]) == 0
    assert {path.name: path.stat().st_mtime_ns for path in (home / "cache").iterdir()} == kept
    capsys.readouterr()

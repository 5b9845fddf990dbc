"""Archives and Word files made to break a reader: bombs, entries that climb, entities from outside."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

import huice

ROOT = Path(__file__).parents[2]
SHORT = min((ROOT / "corpus" / "sources").iterdir(), key=lambda path: path.stat().st_size)
MEGABYTE = 1 << 20
Refused = Callable[..., str]


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def _bomb(path: Path, members: dict[str, bytes], name: str, megabytes: int) -> Path:
    """Write an archive with a last member of so many megabytes of spaces."""
    with ZipFile(_zip(path, members), "a", ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open(name, "w") as member:
            for _ in range(megabytes):
                member.write(b" " * MEGABYTE)
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
    message = refused(_zip(tmp_path / "外部实体.docx", _word(declared, "第一条 支持企业。&x;")))
    assert "机密" not in message


def test_a_word_file_cannot_grow_by_its_entities(tmp_path: Path, refused: Refused) -> None:
    declared = '<!DOCTYPE d [<!ENTITY a "补助">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 30}">' for before, name in zip("abcdef", "bcdefg", strict=True)
    )
    message = refused(_zip(tmp_path / "实体膨胀.docx", _word(declared + "]>", "第一条 &g;")), anew=True)
    assert "DTD" in message


def test_a_word_file_cannot_inflate(tmp_path: Path, refused: Refused) -> None:
    assert "压缩炸弹" in refused(_bomb(tmp_path / "膨胀.docx", WORD, "word/document.xml", 64), anew=True)


def test_an_archive_cannot_inflate(tmp_path: Path, refused: Refused) -> None:
    members = {"好.txt": SHORT.read_bytes()}
    assert "炸弹" in refused(_bomb(tmp_path / "炸弹.zip", members, "政策.txt", 600))


def test_archives_in_archives_come_to_an_end(tmp_path: Path, refused: Refused) -> None:
    data = _zip(tmp_path / "里.zip", {"政策.txt": SHORT.read_bytes()}).read_bytes()
    for depth in range(20):
        data = _zip(tmp_path / "中.zip", {f"{depth}.zip": data}).read_bytes()
    (tmp_path / "套娃.zip").write_bytes(data)
    assert "套得太深" in refused(tmp_path / "套娃.zip", anew=True)


def test_an_archive_writes_nowhere_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["../越界.txt", "/越界.txt", "a/../../越界.txt", "..\\越界.txt"]
    folder = tmp_path / "包"
    folder.mkdir()
    made = {_zip(folder / f"{at}.zip", {name: SHORT.read_bytes()}) for at, name in enumerate(names)}
    assert huice.main(["build", str(folder), "--home", str(tmp_path / "家")]) == 1
    shown = capsys.readouterr().err
    assert "Traceback" not in shown
    assert shown.count("不安全") == len(names)
    assert set(tmp_path.rglob("*")) == made | {folder}
    assert not Path("/越界.txt").exists()
    assert not (ROOT.parent / "越界.txt").exists()


def test_of_an_archive_with_a_climbing_entry_nothing_is_taken(tmp_path: Path, refused: Refused) -> None:
    path = _zip(tmp_path / "包.zip", {"../x.txt": SHORT.read_bytes(), "好.txt": SHORT.read_bytes()})
    assert "x.txt" in refused(path)

"""Files of the older Word go through LibreOffice, and say so where it is missing or hangs."""

import os
import shutil
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.extract import doc, extract
from ingest.extract.ole import Compound
from ingest.extract.sniff import Format, sniff

WORD = Path(__file__).with_name("fixtures") / "word97.doc"
RTF = rb"{\rtf1\ansi\uc0 \u38738 \u28246 \u24066 \u36890 \u30693 \par}"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="没有安装 LibreOffice")
def test_an_old_word_file_is_read_with_its_numbers_and_tables(tmp_path: Path) -> None:
    path = shutil.copyfile(WORD, tmp_path / "-旧 文件.doc")
    found = extract(path)
    assert found.text.split("\n") == [
        "青湖市支持小微企业稳岗办法",
        "1.对稳岗的小微企业给予补贴。",
        "2.补贴标准为每人1000元。",
        "对象\t标准",
        "小型企业\t1000元",
        "本办法自2024年1月1日起施行。",
    ]
    assert len(found.tables) == 1


def test_without_libreoffice_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match=r"“word97\.doc”.*没有 LibreOffice.*另存为 \.docx"):
        extract(WORD)


@pytest.mark.skipif(os.name == "nt", reason="没有进程组")
def test_a_converter_that_hangs_is_ended_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n/bin/sleep 300 &\necho $! > {tmp_path}/child\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(doc, "SECONDS", 1)
    with pytest.raises(SourceError, match="超过 1 秒"):
        extract(WORD)
    child = Path("/proc") / (tmp_path / "child").read_text(encoding="utf-8").strip() / "stat"
    assert not child.exists() or child.read_text(encoding="utf-8").split()[2] == "Z"


@pytest.mark.skipif(os.name == "nt", reason="没有 sh")
def test_a_file_libreoffice_cannot_open_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match=r"LibreOffice 打不开文件“word97\.doc”"):
        extract(WORD)


def test_rich_text_and_words_xml_are_told_from_text(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(RTF)
    (tmp_path / "b.doc").write_text(
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>'
    )
    assert [sniff(tmp_path / name) for name in ("a.doc", "b.doc")] == [Format.WORD, Format.WORD]


def test_the_streams_of_a_compound_file_are_listed() -> None:
    streams = Compound(WORD).streams
    assert "WordDocument" in streams
    assert "1Table" in streams or "0Table" in streams


def test_a_locked_word_file_is_refused(tmp_path: Path) -> None:
    data = bytearray(WORD.read_bytes())
    compound = Compound(WORD)
    start = (compound.streams["WordDocument"].sector + 1) * 512
    data[start + 11] |= 0x01
    (tmp_path / "锁.doc").write_bytes(data)
    with pytest.raises(SourceError, match=r"“锁\.doc”加了密码"):
        sniff(tmp_path / "锁.doc")


@pytest.mark.parametrize("kept", [8, 600, 3000])
def test_a_truncated_word_file_is_told(kept: int, tmp_path: Path) -> None:
    (tmp_path / "断.doc").write_bytes(WORD.read_bytes()[:kept])
    with pytest.raises(SourceError, match=r"“断\.doc”.*已损坏或不完整.*请"):
        sniff(tmp_path / "断.doc")


@pytest.mark.parametrize(
    ("stream", "told"),
    [
        ("Workbook", "XLS 表格"),
        ("PowerPoint Document", "PPT"),
        ("EncryptedPackage", "密码"),
        ("Other", "没有 Word 正文"),
    ],
)
def test_other_compound_files_are_named(stream: str, told: str, tmp_path: Path) -> None:
    name = "WordDocument".encode("utf-16-le")
    other = stream.encode("utf-16-le")
    entry = WORD.read_bytes().index(name + b"\0\0")
    data = bytearray(WORD.read_bytes())
    data[entry : entry + 64] = other.ljust(64, b"\0")
    data[entry + 64 : entry + 66] = (len(other) + 2).to_bytes(2, "little")
    (tmp_path / "表.doc").write_bytes(data)
    with pytest.raises(SourceError, match=told):
        sniff(tmp_path / "表.doc")

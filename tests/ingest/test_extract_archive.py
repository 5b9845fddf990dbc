"""Archives are unpacked within limits, into a folder of their own that goes away again."""

import stat
import struct
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from ingest import limits
from ingest.errors import SourceError
from ingest.extract.archive import is_archive, unpacked
from ingest.pipeline import read_source

NOTICE = "关于支持企业发展的通知\n一、对新认定的高新技术企业给予10万元奖励。\n"


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return data.getvalue()


def written(folder: Path, members: Mapping[str, bytes | str], name: str = "包.zip") -> Path:
    path = folder / name
    path.write_bytes(zipped(members))
    return path


def complaint(path: Path) -> str:
    with pytest.raises(SourceError) as caught, unpacked(path):
        pass
    assert f"“{path.name}”" in str(caught.value)
    assert "请" in str(caught.value)
    return str(caught.value)


def test_documents_are_unpacked_and_removed_afterwards(tmp_path: Path) -> None:
    path = written(tmp_path, {"文件/通知.txt": NOTICE, "公告.md": "# 公告"})
    assert is_archive(path)
    with unpacked(path) as members:
        assert [(member.name, member.path.name) for member in members] == [
            ("文件/通知.txt", "通知.txt"),
            ("公告.md", "公告.md"),
        ]
        assert members[0].path.read_text("utf-8") == NOTICE
        kept = members[0].path
    assert not kept.parent.parent.exists()


def test_what_systems_and_browsers_add_is_left_out(tmp_path: Path) -> None:
    names = (
        "__MACOSX/._通知.txt",
        ".DS_Store",
        "a/.git/config",
        "Thumbs.db",
        "~$通知.docx",
        "网页_files/a.js",
        "空/",
    )
    with unpacked(written(tmp_path, {name: "x" for name in (*names, "通知.txt")})) as members:
        assert [member.name for member in members] == ["通知.txt"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_not_marked_as_unicode_are_read_as_chinese(encoding: str, tmp_path: Path) -> None:
    name = "财政厅文件/乗俓通知.txt".encode(encoding)
    plain = b"x" * len(name)
    data = zipped({plain.decode(): NOTICE}).replace(plain, name)
    (tmp_path / "包.zip").write_bytes(data)
    with unpacked(tmp_path / "包.zip") as members:
        assert [member.name for member in members] == ["财政厅文件/乗俓通知.txt"]


@pytest.mark.parametrize(
    "name",
    ["../x.txt", "a/../../x.txt", "/etc/x.txt", "C:/x.txt", "c:x.txt", "..\\x.txt", "a\\b.txt", "a\nb.txt"],
)
def test_a_name_that_leaves_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    message = complaint(written(tmp_path, {"好.txt": NOTICE, name: "x"}))
    assert "不安全" in message
    assert name.split("\n")[0] in message
    assert [item.name for item in tmp_path.iterdir()] == ["包.zip"]


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    info = ZipInfo("链接.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with ZipFile(tmp_path / "包.zip", "w") as file:
        file.writestr(info, "/etc/passwd")
    assert "“链接.txt”是符号链接" in complaint(tmp_path / "包.zip")


def test_a_bomb_is_refused_by_what_comes_out_not_by_what_it_says(tmp_path: Path) -> None:
    data = zipped({"弹.txt": b"0" * (8 * limits.MEGABYTE)})
    size = struct.pack("<I", 8 * limits.MEGABYTE)
    (tmp_path / "包.zip").write_bytes(data.replace(size, struct.pack("<I", 100)))
    assert "炸弹" in (message := complaint(tmp_path / "包.zip")) or "损坏" in message
    (tmp_path / "包.zip").write_bytes(data)
    assert "“弹.txt”处超过上限" in complaint(tmp_path / "包.zip")


def test_all_that_is_unpacked_counts_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_UNPACKED", 1_000)
    members = {f"{at}.txt": bytes(range(256)) for at in range(5)}
    assert "解压后太大" in complaint(written(tmp_path, members))


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    members = {f"{at}.txt": "x" for at in range(limits.MOST_MEMBERS + 1)}
    assert "太多" in complaint(written(tmp_path, members))


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"通知.txt": NOTICE}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "包.zip").write_bytes(data)
    assert "加了密码" in complaint(tmp_path / "包.zip")


def test_a_broken_member_is_told(tmp_path: Path) -> None:
    data = bytearray(zipped({"通知.txt": NOTICE * 50}))
    data[60:64] = b"\xff\xff\xff\xff"
    (tmp_path / "包.zip").write_bytes(data)
    assert "损坏" in complaint(tmp_path / "包.zip")


def test_archives_in_archives_are_read_down_to_the_limit(tmp_path: Path) -> None:
    inner = zipped({"通知.txt": NOTICE})
    good = written(tmp_path, {"里.zip": inner})
    found = read_source(good, "包.zip")
    assert [document.source for document in found.documents] == ["包.zip/里.zip/通知.txt"]
    deep = written(tmp_path, {"中.zip": zipped({"里.zip": inner}), "好.txt": NOTICE}, "深.zip")
    found = read_source(deep, "深.zip")
    assert [document.source for document in found.documents] == ["深.zip/好.txt"]
    assert any("套得太深" in note for note in found.notes)


def test_the_limits_are_free_again_after_an_archive(tmp_path: Path) -> None:
    for _ in range(limits.DEEPEST_ARCHIVE + 1):
        with unpacked(written(tmp_path, {"通知.txt": NOTICE})) as members:
            assert len(members) == 1


def test_a_file_that_cannot_be_read_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    found = read_source(
        written(tmp_path, {"图.png": b"\x89PNG\r\n", "样.css": "p{}", "通知.txt": NOTICE}), "包.zip"
    )
    assert len(found.documents) == 1
    assert len(found.notes) == 2


def test_a_very_long_name_is_cut_on_disk_only(tmp_path: Path) -> None:
    name = "关于" * 60 + ".txt"
    with unpacked(written(tmp_path, {name: NOTICE})) as members:
        assert members[0].name == name
        assert members[0].path.suffix == ".txt"

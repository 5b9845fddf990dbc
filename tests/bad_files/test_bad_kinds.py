"""What is no file, no format that is read, too large or closed, and folders in which such files lie."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import huice

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "corpus" / "sources").iterdir())
SHORT = min(SOURCES, key=lambda path: path.stat().st_size)
NOBODY = 65534
OPEN = all(folder.stat().st_mode & 0o005 == 0o005 for folder in (ROOT, *ROOT.parents))
Refused = Callable[..., str]


def test_a_text_of_half_a_gigabyte_is_refused_unread(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "很大.txt"
    with path.open("wb") as file:
        file.truncate(500 << 20)
    assert "500 MB" in refused(path)


@pytest.mark.parametrize("name", ["管道.txt", "管道.pdf"])
def test_a_pipe_is_refused_unopened(name: str, tmp_path: Path, refused: Refused) -> None:
    os.mkfifo(tmp_path / name)
    assert "管道或设备" in refused(tmp_path / name, anew=True)


def test_a_device_is_refused(refused: Refused) -> None:
    assert "管道或设备" in refused(Path("/dev/zero"), anew=True)


def test_a_broken_link_is_refused(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "断链.pdf").symlink_to(tmp_path / "没有.pdf")
    assert "找不到" in refused(tmp_path / "断链.pdf", anew=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root 什么都能读；下一个测试换成别的用户")
@pytest.mark.parametrize("name", ["锁住.pdf", "锁住.txt"])
def test_a_file_that_may_not_be_read_is_refused(name: str, tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / name
    path.write_bytes(SHORT.read_bytes())
    path.chmod(0)
    assert "没有权限" in refused(path)


_AS_NOBODY = f"""
import os, sys
import huice
home, good, *closed = sys.argv[1:]
assert huice.main(["build", good, "--home", home]) == 0  # imports what only root may read
os.seteuid({NOBODY})
assert [huice.main(["build", path, "--home", home + "2"]) for path in closed] == [1] * len(closed)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="只有 root 能换成别的用户")
@pytest.mark.skipif(not OPEN, reason="the project lies in a folder that other users may not read")
def test_root_sees_it_refused_as_another_user() -> None:
    names = ["锁住.pdf", "锁住.txt", "锁住的集.jsonl"]
    with TemporaryDirectory() as made:  # pytest's own folder is closed to others
        folder = Path(made)
        folder.chmod(0o777)
        for name in names:
            (folder / name).write_bytes(SHORT.read_bytes())
            (folder / name).chmod(0o600)
        paths = [folder / "家", SHORT, *(folder / name for name in names)]
        command = [sys.executable, "-c", _AS_NOBODY, *map(str, paths)]
        done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        for name, line in zip(names, done.stderr.splitlines(), strict=True):
            assert name in line
            assert "没有权限" in line
        assert {each.name for each in folder.iterdir()} == {*names, "家"}


def test_the_good_files_of_a_folder_are_read_beside_the_bad(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "文件夹"
    shutil.copytree(ROOT / "corpus" / "sources", folder)
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "断链.txt").symlink_to(folder / "没有.txt")
    os.mkfifo(folder / "管道.txt")
    assert huice.main(["build", str(folder), "--home", str(tmp_path / "家"), "--json"]) == 0
    shown = capsys.readouterr()
    summary = json.loads(shown.out)
    assert {Path(item["file"]).name for item in summary["skipped"]} == {"坏.pdf", "断链.txt", "管道.txt"}
    assert all(name in shown.err for name in ("坏.pdf", "断链.txt", "管道.txt"))
    assert huice.main(["documents", "--home", str(home), "--json"]) == 0
    assert summary["documents"] == len(json.loads(capsys.readouterr().out))


def test_many_bad_files_are_told_in_few_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "文件夹"
    folder.mkdir()
    (folder / "好.txt").write_bytes(SHORT.read_bytes())
    for number in range(30):
        (folder / f"{number}.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        (folder / f"空{number}.txt").write_bytes(b"")
    assert huice.main(["build", str(folder), "--home", str(tmp_path / "家"), "--workers", "0"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21
    assert any("等 30 个文件" in line for line in lines)
    assert lines[-1] == "……共 60 个文件没有读入"

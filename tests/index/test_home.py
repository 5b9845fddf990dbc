import errno
import json
from pathlib import Path

import pytest

from index.home import MARKER, building, check_buildable, check_home, replace_file, writing
from ingest.errors import HomeError


def test_a_new_folder_becomes_ours(tmp_path: Path) -> None:
    home = tmp_path / "a" / "b"
    with building(home):
        check_home(home)
    assert json.loads((home / MARKER).read_text())["product"] == "huice"


def test_an_empty_folder_becomes_ours(tmp_path: Path) -> None:
    check_buildable(tmp_path)
    with building(tmp_path):
        check_home(tmp_path)


def test_a_folder_of_someone_else_is_refused_and_not_touched(tmp_path: Path) -> None:
    (tmp_path / "毕业论文.docx").write_bytes(b"x")
    with pytest.raises(HomeError, match=r"毕业论文\.docx.*未作任何改动"), building(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["毕业论文.docx"]


def test_a_file_is_no_home(tmp_path: Path) -> None:
    file = tmp_path / "home"
    file.write_text("x")
    with pytest.raises(HomeError, match="不是文件夹"), building(file):
        pass
    assert file.read_text() == "x"


def test_a_missing_home_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="huice build"):
        check_home(tmp_path / "none")


def test_a_home_of_another_schema_is_refused(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text(json.dumps({"product": "huice", "schema": 99}))
    with pytest.raises(HomeError, match="格式是 huice 99"), building(tmp_path):
        pass


def test_a_damaged_marker_is_refused(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text("{")
    with pytest.raises(HomeError, match="已损坏"):
        check_home(tmp_path)


def test_a_second_builder_is_refused(tmp_path: Path) -> None:
    with building(tmp_path), pytest.raises(HomeError, match="另一个构建正在进行"), building(tmp_path):
        pass
    with building(tmp_path):
        check_home(tmp_path)


def test_a_full_disk_is_called_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="磁盘空间不足"), writing(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(HomeError, match="磁盘空间不足"), writing(tmp_path):
        raise OSError("1000 requested and 500 written")
    with pytest.raises(HomeError, match="权限"), writing(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    replace_file(tmp_path / "current", "one\n")
    replace_file(tmp_path / "current", "two\n")
    assert (tmp_path / "current").read_text() == "two\n"
    with pytest.raises(OSError, match="directory"):
        replace_file(tmp_path / "none" / "current", "three\n")
    assert [path.name for path in tmp_path.iterdir()] == ["current"]

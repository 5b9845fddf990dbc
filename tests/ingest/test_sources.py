import os
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.sources import expand, unsupported


def test_a_broken_link_and_a_pipe_are_not_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("正文")
    (tmp_path / "断链.txt").symlink_to(tmp_path / "没有")
    os.mkfifo(tmp_path / "管道.pdf")
    (tmp_path / "文件夹.txt").mkdir()
    (tmp_path / ".隐藏.txt").write_text("正文")
    assert {path.name for path in expand([tmp_path])} == {"甲.txt", "断链.txt", "管道.pdf"}
    assert unsupported([tmp_path]) == []


def test_a_folder_without_anything_to_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "照片.png").write_bytes(b"x")
    with pytest.raises(SourceError, match="没有可以读取的文件"):
        expand([tmp_path])
    assert [path.name for path in unsupported([tmp_path])] == ["照片.png"]

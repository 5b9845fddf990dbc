"""What a build says of the files that it could not use, and what it leaves behind when it fails."""

from pathlib import Path

import pytest

from api.building import Note, Reading, Skipped, build_home, remarks, report_text
from ingest.errors import SourceError

SOURCES = sorted((Path(__file__).parents[2] / "corpus" / "sources").iterdir())


def _silent(stage: str, done: int, total: int | None) -> None:
    pass


def test_files_left_out_for_one_reason_share_a_line() -> None:
    skipped = [Skipped(f"{number}.png", "不是这一版能读的格式") for number in range(5)]
    lines = list(remarks([*skipped, Skipped("空.txt", "是空的")], [Note("扫描.pdf", "第 3 页识别不清")]))
    assert lines == [
        "跳过 0.png、1.png、2.png 等 5 个文件：不是这一版能读的格式",
        "跳过 空.txt：是空的",
        "注意 扫描.pdf：第 3 页识别不清",
    ]


def test_more_than_twenty_remarks_are_counted() -> None:
    skipped = [Skipped(f"{number}.pdf", f"第 {number} 种") for number in range(21)]
    lines = list(remarks(skipped, ()))
    assert len(lines) == 21
    assert lines[-1] == "……共 21 个文件没有读入"
    assert len(list(remarks(skipped[:20], ()))) == 20


def test_progress_counts_files(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []

    def show(stage: str, done: int, total: int | None) -> None:
        if stage == "读入":
            told.append((done, total))

    build_home(tmp_path / "家", SOURCES[:3], None, show, Reading(workers=0))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_build_that_fails_keeps_what_it_has_read_for_the_next(tmp_path: Path) -> None:
    home, bad = tmp_path / "家", tmp_path / "空.txt"
    bad.write_text("")
    with pytest.raises(SourceError, match=r"空\.txt"):
        build_home(home, [SOURCES[0], bad], None, _silent)
    assert sorted(path.name for path in home.iterdir()) == ["build.lock", "cache", "huice.json"]
    (kept,) = (home / "cache").iterdir()
    written = kept.stat().st_mtime_ns
    assert build_home(home, [SOURCES[0]], None, _silent).documents >= 1
    assert kept.stat().st_mtime_ns == written


def test_a_build_says_how_many_files_it_did_not_read_again(tmp_path: Path) -> None:
    home = tmp_path / "家"
    first = build_home(home, SOURCES[:2], None, _silent)
    again = build_home(home, SOURCES[:3], None, _silent)
    assert (first.kept, again.kept) == (0, 2)
    assert "没有重读" not in report_text(first)
    assert report_text(again).endswith("；其中 2 个文件以前读过，没有重读")


def test_a_build_that_read_nothing_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_text("")
    with pytest.raises(SourceError, match="空"):
        build_home(tmp_path / "家", [tmp_path / "空.txt"], None, _silent)
    assert not (tmp_path / "家").exists()


def test_a_folder_of_bad_files_says_why_in_a_few_words(tmp_path: Path) -> None:
    folder = tmp_path / "文件"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.txt").write_text("")
    with pytest.raises(SourceError, match="没有一个文件能读成政策文件") as found:
        build_home(tmp_path / "家", [folder], None, _silent, Reading(workers=0))
    assert "共 40 种原因" in str(found.value)
    assert len(str(found.value)) < 400

"""What is measured of reading files."""

import json
from pathlib import Path

import pytest

from eval.ingesting import Measured, build_small, main, table
from eval.ingesting_files import CLAUSES, write_small_files
from ingest.pool.worker import read


def test_the_small_files_are_different_documents(tmp_path: Path) -> None:
    write_small_files(tmp_path / "文件", 30)
    found = [
        document
        for path in sorted((tmp_path / "文件").iterdir())
        for document, _ in read(path, path.name).documents
    ]
    assert len({document.id for document in found}) == 30
    assert all(len(document.clauses) >= CLAUSES for document in found)


def test_a_build_is_measured_when_its_files_are_read_and_at_its_end(tmp_path: Path) -> None:
    write_small_files(tmp_path / "文件", 20)
    found = build_small(tmp_path / "文件", tmp_path / "家")
    assert (found.steps, found.unit) == (20, "文件")
    assert found.read_mb is not None
    assert 0 < found.read_mb <= found.main_mb


def test_each_measure_has_a_line() -> None:
    found = [
        Measured("表格 PDF", "页", 334, 10.0, 100.2, 70.0),
        Measured("9 个小文件", "文件", 9, 0.5, 300.0, None, 230.0),
    ]
    assert table(found).splitlines()[1:] == [
        "  表格 PDF：334 页，10.0 秒，每秒 33.4 页；内存最多 100 MB，读文件的进程 70 MB",
        "  9 个小文件：9 文件，0.5 秒，每秒 18.0 文件；内存最多 300 MB，读完文件时 230 MB",
    ]


def test_a_scan_is_compared_with_a_text_and_more_files_with_fewer() -> None:
    found = [
        Measured("文字 PDF", "页", 100, 5.0, 90.0, 70.0, cpu=4.0),
        Measured("扫描件", "页", 10, 20.0, 90.0, 900.0, cpu=32.0),
        Measured("10 个小文件", "文件", 10, 1.0, 300.0, None, 200.0, 1.0, 60),
        Measured("100 个小文件", "文件", 100, 9.0, 310.0, None, 201.0, 9.0, 572),
    ]
    assert (
        table(found)
        .splitlines()[1]
        .endswith("每秒 20.0 页（处理器每页 40 毫秒）；内存最多 90 MB，读文件的进程 70 MB")
    )
    assert table(found).splitlines()[5:] == [
        "  扫描件一页的处理器时间是文字 PDF 的 80 倍",
        "  多 90 个文件、512 条条款：读完文件时内存多 1 MB，建完索引多 10 MB，每条 20.0 KB",
    ]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7\n")
    assert main(["--read", "坏的", str(tmp_path / "坏.pdf")]) == 1
    assert "坏.pdf" in capsys.readouterr().err


def test_the_child_answers_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_small_files(tmp_path / "文件", 2)
    assert main(["--build", str(tmp_path / "文件"), "--home", str(tmp_path / "家")]) == 0
    assert Measured(**json.loads(capsys.readouterr().out)).what == "2 个小文件"

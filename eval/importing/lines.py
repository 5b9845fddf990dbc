"""Lines and JSON objects of a file, plain or packed (.xz, .gz), each with the place it stands at."""

from __future__ import annotations

import gzip
import json
import lzma
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from ingest.errors import QuestionError, has_surrogate, reason_of, shown

_UNPACK = {".xz": lzma.decompress, ".gz": gzip.decompress}


def read_bytes(path: Path) -> bytes:
    """Return the unpacked content of a file; raise QuestionError where it cannot be read."""
    try:
        data = path.read_bytes()
        unpack = _UNPACK.get(path.suffix.lower())
        return unpack(data) if unpack else data
    except (lzma.LZMAError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise QuestionError(f"文件“{path}”不是完好的压缩文件（{error}）：请重新取得") from error
    except OSError as error:
        raise QuestionError(f"读不到文件“{path}”（{reason_of(error)}）：请检查路径和权限") from error


def read_plain(path: Path) -> str:
    """Return a UTF-8 file decoded, without byte order mark; raise QuestionError for another encoding."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionError(f"文件“{path}”不是 UTF-8 编码：请另存为 UTF-8 后再导入") from error
    if not text.strip():
        raise QuestionError(f"文件“{path}”是空的：请换一个有内容的文件")
    return text


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield number (from 1) and text of each line that is not blank; raise QuestionError as `read_plain`."""
    for number, line in enumerate(read_plain(path).split("\n"), 1):
        if line.strip():
            yield number, line.removesuffix("\r")


def read_objects(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield line number and object of a JSONL file; raise QuestionError at a line that is none."""
    for number, line in read_lines(path):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise fault(
                path, number, f"不是合法的 JSON（{error}）", "请每行写一个完整的 JSON 对象"
            ) from error
        if not isinstance(row, dict):
            raise fault(path, number, f"{shown(row)} 不是 JSON 对象", "请每行写一个 {…}")
        yield number, row


def text_of(path: Path, line: int, row: Mapping[str, object], name: str, required: bool = True) -> str:
    """Return a field stripped; raise QuestionError where it is no text, or required and blank."""
    value = row.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        problem = f"缺少 {name}" if value is None else f"{name} 的值 {shown(value)} 不是文字"
        raise fault(path, line, problem, f"请补上文字形式的 {name}")
    if has_surrogate(value):
        raise fault(path, line, f"{name} 含有残缺的字符（半个代理对）", f"请改正 {name}")
    if required and not value.strip():
        raise fault(path, line, f"{name} 是空的", f"请补上 {name}，或删去这一行")
    return value.strip()


def id_of(path: Path, line: int, row: Mapping[str, object], *names: str) -> str:
    """Return the first of the fields `names` that is there as text; numbers are ids too."""
    value = next((row[name] for name in names if row.get(name) is not None), None)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise fault(path, line, f"{names[0]} 的值 {shown(value)} 不是文字或整数", f"请写上 {names[0]}")
    if has_surrogate(str(value)):
        raise fault(path, line, f"{names[0]} 的值 {shown(value)} 含有残缺的字符", f"请改正 {names[0]}")
    return str(value).strip()


def fault(path: Path, line: int, problem: str, remedy: str) -> QuestionError:
    """Return the error that names the file, the line, what is wrong and what to do."""
    return QuestionError(f"文件“{path}”第 {line} 行：{problem}；{remedy}")

"""The errors a user can cause, one small family. Messages are Chinese: they are shown as they are."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LONGEST_SHOWN = 80
_SURROGATE = re.compile("[\ud800-\udfff]")
_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "不存在",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径中间有一段是文件，不是文件夹",
    errno.EEXIST: "已经存在",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件超过允许的大小",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
    errno.ENAMETOOLONG: "路径太长",
    errno.ELOOP: "符号链接成环",
    errno.EBUSY: "正被占用",
}


class HuiceError(Exception):
    """Anything that stops the work and that a user can mend; `code` names it for programs."""

    code = "error"


class SourceError(HuiceError):
    """A source file cannot be read as a policy document."""

    code = "bad_source"


class QuestionError(HuiceError):
    """A question, query or its settings cannot be understood."""

    code = "bad_question"


class ProfileError(HuiceError):
    """A profile is broken or names something unknown."""

    code = "bad_profile"


class HomeError(HuiceError):
    """The home folder is missing, not ours, busy, damaged or of another model."""

    code = "bad_home"


class NotFoundError(HuiceError):
    """A document or clause that is asked for by id is not in the knowledge base."""

    code = "not_found"


def reason_of(error: OSError) -> str:
    """Say in Chinese why the system refused; a rare reason keeps the system's words."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """Turn what the system refuses when the source file at `path` is read into a SourceError."""
    try:
        yield
    except FileNotFoundError as error:
        raise SourceError(f"找不到文件“{path}”：请检查路径和文件名") from error
    except OSError as error:
        raise SourceError(
            f"无法读取文件“{path}”（{reason_of(error)}）：请检查文件是否被占用、是否有读取权限"
        ) from error


def shown(value: object) -> str:
    """Return a value as a message shows it: short enough to read, safe to print."""
    try:
        text = repr(value)
    except RecursionError:
        text = f"嵌套太深的 {type(value).__name__}"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def printable(text: str) -> str:
    """Return a text with what no encoding can write, such as a broken file name, spelled out."""
    return text.encode("utf-8", "backslashreplace").decode()


def has_surrogate(text: str) -> bool:
    """Tell whether a text holds half a character (a lone surrogate), which no encoding can write."""
    return _SURROGATE.search(text) is not None

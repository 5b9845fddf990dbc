"""Chinese for what the argument parser itself says."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError
from typer import BadParameter, TyperException
from typer.core import TyperCommand, TyperGroup

from ingest.errors import shown

_HELP = (
    (r"^Usage: ", "用法："),
    (r"^Arguments:$", "参数："),
    (r"^Options:$", "选项："),
    (r"^Commands:$", "命令："),
    (r"Show this message and exit\.", "显示这份说明。"),
    (r"\[default: ", "[默认："),
    (r"\[required\]", "[必填]"),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]..."),
    (r"\[x>=(\d+)\]", r"[不小于 \1]"),
    (r"(\d+)<=x<=(\d+)", r"\1 到 \2"),
)

_KINDS = (
    (("list[Path]", "Path", "path"), "路径"),
    (("list[str]", "str", "text"), "文字"),
    (("int range", "int"), "整数"),
)

_ERRORS = (
    (r"^No such option: (\S+?)\.?( .*)?$", r"没有选项 \1。"),
    (r"^No such command '?(.+?)'?\.( .*)?$", r"没有命令 \1。"),
    (r"^Missing argument '?(.+?)'?\.?$", r"缺少参数 \1。"),
    (r"^Missing option '?(.+?)'?\.?$", r"缺少选项 \1。"),
    (r"^Missing command\.$", "缺少命令。"),
    (r"^Option '?(.+?)'? requires an argument\.$", r"选项 \1 后面要跟一个值。"),
    (r"^Got unexpected extra argument(?:s|\(s\))? \((.+)\)$", r"多出了参数 \1；含空格的问题请加引号。"),
    (r"^Option '?(.+?)'? does not take a value\.?$", r"选项 \1 后面不能跟值。"),
    (r"^Invalid value for '?(.+?)'?: (.+)$", r"\1 的值不对：\2"),
    (r"^Invalid value: ", ""),
)


def help_in_chinese(text: str) -> str:
    """Return a help page with the parser's own words in Chinese."""
    for pattern, words in _HELP:
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return re.sub(r"<([\w\[\] ]+)>", _kind_of_value, text)


def _kind_of_value(found: re.Match[str]) -> str:
    """Name the kind of a value, as wide as the parser's own word, so that the columns stay."""
    word = next((word for names, word in _KINDS if found[1] in names), None)
    if word is None:
        return found[0]
    return f"<{word}>" + " " * (len(found[1]) - 2 * len(word))


_VALUES = {
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "int_parsing_size": "数字太大",
}


def usage_in_chinese(error: TyperException) -> str:
    """Return what was wrong with the command line in Chinese, with the value that was refused."""
    cause = error.__cause__
    if not isinstance(error, BadParameter) or not isinstance(cause, ValidationError):
        return error_in_chinese(error.format_message())
    first = cause.errors()[0]
    name = error.param.get_error_hint().strip("'") if error.param else ""
    words = _VALUES.get(first["type"], first["msg"]).format(**first.get("ctx", {}))
    return f"{name} 的值不对：{words}，收到的是 {shown(first['input'])}。"


def error_in_chinese(message: str) -> str:
    """Return a usage error in Chinese; an unknown one is passed on as it is."""
    for pattern, words in _ERRORS:
        if re.match(pattern, message, re.DOTALL):
            return re.sub(pattern, words, message, flags=re.DOTALL)
    return message


class ChineseCommand(TyperCommand):
    """A command whose help page is Chinese."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # the parser keeps its context type private
        """Return the help page."""
        return help_in_chinese(super().get_help(ctx))


class ChineseGroup(TyperGroup):
    """The command group whose help page is Chinese."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # the parser keeps its context type private
        """Return the help page."""
        return help_in_chinese(super().get_help(ctx))

"""Chinese for what the argument parser itself says."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

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
)

_ERRORS = (
    (r"^No such option: (\S+?)\.?( .*)?$", r"没有选项 \1。"),
    (r"^No such command '?(.+?)'?\.( .*)?$", r"没有命令 \1。"),
    (r"^Missing argument '?(.+?)'?\.?$", r"缺少参数 \1。"),
    (r"^Missing option '?(.+?)'?\.?$", r"缺少选项 \1。"),
    (r"^Missing command\.$", "缺少命令。"),
    (r"^Option '?(.+?)'? requires an argument\.$", r"选项 \1 后面要跟一个值。"),
    (r"^Got unexpected extra arguments? \((.+)\)$", r"多出了参数 \1；含空格的问题请加引号。"),
    (r"^Invalid value for '?(.+?)'?: (.+)$", r"\1 的值不对：\2"),
)


def help_in_chinese(text: str) -> str:
    """Return a help page with the parser's own words in Chinese."""
    for pattern, words in _HELP:
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text


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

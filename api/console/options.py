"""The options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# readable=False: whether a file can be read is said by the code that reads it, in Chinese
Home = Annotated[
    Path | None, typer.Option("--home", readable=False, help="知识库目录；默认 .huice，或环境变量 HUICE_HOME")
]
Encoder = Annotated[
    Path | None,
    typer.Option("--encoder", readable=False, help="编码器目录（sentence-transformers 格式）；默认用自带的"),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=0, max=64, help="用几个进程读文件；默认每个核一个，最多 8 个"),
]
DocumentId = Annotated[str | None, typer.Argument(metavar="[文件]", help="文件编号，见 huice documents")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def home_of(home: Path | None) -> Path:
    """Return the home folder named, or that of the settings."""
    from api.settings import read_settings

    return home or read_settings().home

"""The commands that change a knowledge base document by document: add, remove, history, diff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from api.console.options import DocumentId, Encoder, Home, Json, Workers, home_of
from api.console.words import ChineseCommand

app = typer.Typer()


def _command(name: str, text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return app.command(name, cls=ChineseCommand, help=text)


@_command("add", "加入文件：已有的不重复加入，修订版成为新版本并说明改了哪些条款；其余文件保持不变。")
def add(
    sources: Annotated[
        list[Path], typer.Argument(metavar="来源...", readable=False, help="文件、文件夹或 .jsonl 条款集")
    ],
    home: Home = None,
    encoder: Encoder = None,
    workers: Workers = None,
    as_json: Json = False,
) -> None:
    """Add documents to the current ones and publish."""
    from api.building import SourceReader, reading_of, remarks
    from api.changing import add_documents
    from api.console.history_text import add_text
    from api.console.progress import progress
    from api.console.render import to_json
    from api.settings import read_settings

    settings, folder = read_settings(), home_of(home)
    with progress() as show:
        reader = SourceReader(folder, sources, reading_of(settings, workers), show)
        summary = add_documents(folder, reader, encoder or settings.encoder, show)
    for line in remarks(summary.skipped, summary.notes):
        typer.echo(line, err=True)
    typer.echo(to_json(summary) if as_json else add_text(summary))


@_command("remove", "删除文件：库里和索引里都不再留有它的内容。")
def remove(
    documents: Annotated[
        list[str], typer.Argument(metavar="文件...", help="文件编号（见 huice documents）或来源路径")
    ],
    all_versions: Annotated[
        bool, typer.Option("--all-versions", help="连同它的所有版本一起删除；默认只删这一份")
    ] = False,
    home: Home = None,
    encoder: Encoder = None,
    as_json: Json = False,
) -> None:
    """Remove documents and publish what is left."""
    from api.changing import remove_documents
    from api.console.history_text import remove_text
    from api.console.progress import progress
    from api.console.render import to_json
    from api.settings import read_settings

    chosen = encoder or read_settings().encoder
    with progress() as show:
        summary = remove_documents(home_of(home), documents, chosen, show, all_versions)
    typer.echo(to_json(summary) if as_json else remove_text(summary))


@_command("history", "一份文件的各个版本；不写文件就列出所有有多个版本的文件和每次加入、删除。")
def history(
    document: DocumentId = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Tell the versions of a document, or of all, and the changes of the home."""
    from api.console.history_text import history_text, versions_text
    from api.console.render import to_json
    from api.history import history as history_of
    from api.history import versions_of

    if document is None:
        every = history_of(home_of(home))
        typer.echo(to_json(every) if as_json else history_text(every))
    else:
        versions = versions_of(home_of(home), document)
        typer.echo(to_json(versions) if as_json else versions_text(versions))


@_command("diff", "比较两份文件：新增、删去、修改、只变了编号的条款；只写一份就与它的上一版比较。")
def diff(
    old: Annotated[str, typer.Argument(metavar="旧文件", help="文件编号；只写一份时是新的那份")],
    new: Annotated[str | None, typer.Argument(metavar="[新文件]", help="文件编号")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Compare two documents clause by clause."""
    from api.console.history_text import diff_text
    from api.console.render import to_json
    from api.history import compare

    found = compare(home_of(home), old, new)
    typer.echo(to_json(found) if as_json else diff_text(found))

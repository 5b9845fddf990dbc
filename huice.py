"""The front door: the command line. Results go to stdout, everything else to stderr; exit 0, 1 or 2."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import TyperException

from api.console.history_commands import app as changes
from api.console.options import DocumentId, Encoder, Home, Json, Workers, home_of
from api.console.words import ChineseCommand, ChineseGroup, usage_in_chinese
from eval.suite_commands import app as evaluation
from eval.train_command import train
from ingest.errors import HuiceError, printable, reason_of

if TYPE_CHECKING:
    from api.console.batch import BatchItem
    from api.engine import Engine

app = typer.Typer(
    name="huice",
    cls=ChineseGroup,
    help="惠策：把政策文件变成能回答“适用哪些措施、资金和责任单位”的知识库，逐条引到条款。",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(changes)
app.add_typer(evaluation)
app.command(
    "train",
    cls=ChineseCommand,
    help="训练编码器：用文本从头训练（可中断续训），或用 --adapt 让编码器适应自己的文件。",
)(train)

_INTERRUPTED = 130  # what the parser returns after Ctrl-C

# readable=False: whether a file can be read is said by the code that reads it, in Chinese
Batch = Annotated[
    Path | None,
    typer.Option(
        "--batch", readable=False, help="批量文件（JSONL，每行有 id 和问题），每行输出一个 JSON 对象"
    ),
]
Reranker = Annotated[
    Path | None,
    typer.Option(
        "--reranker", readable=False, help="重排模型的文件夹（交叉编码器），配任何编码器；默认用自带的小模型"
    ),
]
Rerank = Annotated[
    int | None,
    typer.Option(
        "--rerank",
        min=0,
        max=200,
        help="重排前几条，0 不重排（快几十毫秒）；自带的默认 50，--reranker 默认 24",
    ),
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="按哪一天的有效性回答，如 2024-06-30；默认今天")]
Region = Annotated[str | None, typer.Option("--region", help="地区名或六位代码，如 湖北省黄石市")]


def _command(name: str, text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return app.command(name, cls=ChineseCommand, help=text)


def _open(
    home: Path | None, encoder: Path | None, rerank: int | None = None, reranker: Path | None = None
) -> Engine:
    from api.engine import Engine
    from api.settings import read_settings

    settings = read_settings()
    chosen = settings.rerank if rerank is None else rerank
    return Engine.open(home_of(home), encoder or settings.encoder, chosen, reranker or settings.reranker)


@_command(
    "build", "读入政策文件，建好索引并发布。来源可以是文件、文件夹或条款集（.jsonl）；不写就用 corpus/。"
)
def build(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[来源]...", readable=False, help="文件、文件夹或 .jsonl 条款集"),
    ] = None,
    home: Home = None,
    encoder: Encoder = None,
    workers: Workers = None,
    as_json: Json = False,
) -> None:
    """Build and publish a snapshot from the sources."""
    from api.building import build_home, reading_of, remarks, report_text
    from api.console.progress import progress
    from api.console.render import to_json
    from api.settings import read_settings

    settings = read_settings()
    with progress() as show:
        summary = build_home(
            home_of(home),
            sources or [Path("corpus")],
            encoder or settings.encoder,
            show,
            reading_of(settings, workers),
        )
    for line in remarks(summary.skipped, summary.notes):
        typer.echo(line, err=True)
    typer.echo(to_json(summary) if as_json else report_text(summary))


@_command("documents", "列出知识库里的文件：标题、发文机关、文号、地区、状态。")
def documents(home: Home = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """List the documents."""
    from api.console.batch import parse_date
    from api.console.render import documents_text, to_json

    listed = _open(home, None).documents(parse_date(as_of))
    typer.echo(to_json(listed) if as_json else documents_text(listed))


@_command("clauses", "列出一份文件（或全部文件）的条款和从中读出的事实。")
def clauses(
    document: DocumentId = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List the clauses."""
    from api.console.history_text import ended_lines
    from api.console.render import clauses_text, to_json

    engine = _open(home, None)
    listed = list(engine.clauses(document))
    for line in ended_lines(engine.documents(), document) if document else ():
        typer.echo(line, err=True)
    typer.echo(to_json(listed) if as_json else clauses_text(listed))


@_command("search", "检索条款。")
def search(
    query: Annotated[str | None, typer.Argument(metavar="检索词", help="要找的内容")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="取前几条")] = 10,
    region: Region = None,
    as_of: AsOf = None,
    include_dead: Annotated[
        bool, typer.Option("--include-dead", help="也列出当日不在施行中的文件（已到期、失效、废止、未生效）")
    ] = False,
    batch: Batch = None,
    home: Home = None,
    encoder: Encoder = None,
    rerank: Rerank = None,
    reranker: Reranker = None,
    as_json: Json = False,
) -> None:
    """Search clauses, one query or a batch."""
    from api.console.batch import parse_date
    from api.console.render import search_text, to_json

    if batch is None and query is None:
        raise typer.BadParameter("请给出检索词，或用 --batch 指定批量文件。")
    if batch is not None and query is not None:
        raise typer.BadParameter("检索词和 --batch 只能给一个。")
    engine = _open(home, encoder, rerank, reranker)
    if batch is None:
        found = engine.search(query or "", k, region, parse_date(as_of), include_dead)
        typer.echo(to_json(found) if as_json else search_text(found))
        return

    def one(item: BatchItem) -> object:
        return engine.search(
            item.text, item.depth(k), item.region() or region, item.as_of() or parse_date(as_of), include_dead
        )

    _run_batch(batch, "query", one)


@_command("ask", "提问：哪些措施、资金和责任单位适用，逐条引到条款；没有依据就说没有。")
def ask(
    question: Annotated[str | None, typer.Argument(metavar="问题", help="一句话的问题")] = None,
    profile: Annotated[
        Path | None, typer.Option("--profile", readable=False, help="企业画像文件（JSON）")
    ] = None,
    region: Region = None,
    as_of: AsOf = None,
    batch: Batch = None,
    home: Home = None,
    encoder: Encoder = None,
    rerank: Rerank = None,
    reranker: Reranker = None,
    as_json: Json = False,
) -> None:
    """Ask one question or a batch."""
    from api.console.batch import parse_date
    from api.console.render import answer_text, to_json
    from api.profile import load_profile
    from ingest.records import Profile

    if batch is None and question is None:
        raise typer.BadParameter("请给出问题，或用 --batch 指定批量文件。")
    if batch is not None and question is not None:
        raise typer.BadParameter("问题和 --batch 只能给一个。")
    day, who = parse_date(as_of), load_profile(profile) if profile else Profile()
    engine = _open(home, encoder, rerank, reranker)
    if batch is None:
        answer = engine.ask(question or "", who, day, region)
        typer.echo(to_json(answer) if as_json else answer_text(answer))
        return

    def one(item: BatchItem) -> object:
        asker = item.profile() if item.raw_profile is not None else who
        return engine.ask(item.text, asker, item.as_of() or day, item.region() or region)

    _run_batch(batch, "question", one)


def _run_batch(path: Path, field: str, one: Callable[[BatchItem], object]) -> None:
    from api.console.batch import BadLine, read_batch
    from api.console.render import plain, to_json

    failed = 0
    for item in read_batch(path, field):
        try:
            if isinstance(item, BadLine):
                raise item.error
            result = plain(one(item))
        except HuiceError as error:
            failed += 1
            result = {"error": {"code": error.code, "message": str(error)}}
        typer.echo(to_json({"id": item.id, **result} if isinstance(result, dict) else result, line=True))
    if failed:
        typer.echo(f"有 {failed} 条没有答成，见输出里的 error。", err=True)
        raise typer.Exit(1)


@_command("serve", "启动 HTTP 服务（接口说明在 /docs）。")
def serve(
    host: Annotated[str | None, typer.Option("--host", help="监听地址；默认 127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="端口；默认 8000")] = None,
    home: Home = None,
    encoder: Encoder = None,
    rerank: Rerank = None,
    reranker: Reranker = None,
    writable: Annotated[
        bool, typer.Option("--writable", help="允许通过接口加入和删除文件；没有登录，只在可信的网络里用")
    ] = False,
) -> None:
    """Serve the HTTP API until interrupted."""
    import uvicorn

    from api.app import create_app
    from api.settings import read_settings

    settings = read_settings()
    chosen = {
        "home": home,
        "encoder": encoder,
        "rerank": rerank,
        "reranker": reranker,
        "host": host,
        "port": port,
    }
    update = {name: value for name, value in chosen.items() if value is not None}
    settings = settings.model_copy(update=update | ({"writable": True} if writable else {}))
    engine = _open(settings.home, settings.encoder, settings.rerank, settings.reranker)
    uvicorn.run(create_app(settings, engine), host=settings.host, port=settings.port)


def main(argv: list[str]) -> int:
    """Run the command line and return its exit status: 0, 1 (failed) or 2 (misused)."""
    try:
        status = app(argv, standalone_mode=False, prog_name="huice")
    except HuiceError as error:
        typer.echo(f"错误：{printable(str(error))}", err=True)
        return 1
    except TyperException as error:
        if not argv:
            typer.echo(error.format_message(), err=True)  # the help page
        else:
            typer.echo(f"用法不对：{usage_in_chinese(error)} 用 huice --help 看说明。", err=True)
        return 2
    except OSError as error:
        where = f"“{error.filename}”" if error.filename else "输出结果"
        typer.echo(f"错误：无法读写{where}：{reason_of(error)}；请检查磁盘和权限后再试。", err=True)
        return 1
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("已中断。", err=True)
        return 1
    if status == _INTERRUPTED:
        typer.echo("已中断，没有完成。", err=True)
    return status if isinstance(status, int) else 0


def run() -> None:
    """Run the command line on the process's own arguments, speaking UTF-8 whatever the terminal says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))

"""Find the documents a clause cites, by title or number, and how it stands to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ingest.facts.folded import fold
from ingest.facts.tables import toml_table
from ingest.records import Reference

NUMBER = (
    r"(?:[\u4e00-\u9fffA-Za-z]{1,14}(?:\([\u4e00-\u9fff]{1,6}\))?) ?[\[(] ?(?:19|20)\d{2} ?[\])]"
    r" ?(?:第 ?)?\d{1,5} ?号"
)
ORDER = r"(?:[\u4e00-\u9fff]{2,14}(?:令|公告)(?:\(?(?:19|20)\d{2}年?\)?)?第 ?\d{1,5} ?号)"
BEHIND = re.compile(rf" ?[(\[] ?(?P<number>{NUMBER}|{ORDER})[^()]{{0,30}}[)\]]")
BARE = re.compile(f"{NUMBER}|{ORDER}")
LEAD = re.compile(
    r".*(?:根据|按照|依据|依照|落实|执行|关于|印发|以|和|及|与|的|原|即|按|由|在|对|见|文件)"
    r"(?=[\u4e00-\u9fff]{1,8}[\[(])"
)
BASIS, REPEALED, AMENDED, REPLACED, MENTIONED = "依据", "废止", "修订", "代替", "提及"
DECLARED = "宣布"  # goes with 失效 behind the title
REACH_BEFORE = 24
REACH_AFTER = 60
LINK = re.compile(r"\s*(?:、|，|,|和|及|与|以及)?\s*")


def find_references(text: str) -> tuple[Reference, ...]:
    """Return the documents cited in `text`, in order; titles and numbers are verbatim.

    What is said of a list (《…》、《…》同时废止, 废止《…》《…》) is said of each document in it.
    """
    folded = fold(text)
    cited = list(_cited(text, folded))
    said = [_said(folded, start, end) for start, end, _, _ in cited]
    linked = [LINK.fullmatch(folded[one[1] : two[0]]) is not None for one, two in pairwise(cited)]
    for at, joined in enumerate(linked):
        if joined and not said[at + 1].relation and said[at].goes_on:
            said[at + 1] = said[at]
    for at in reversed(range(len(linked))):
        if linked[at] and not said[at].relation and said[at + 1].goes_back:
            said[at] = said[at + 1]
    return tuple(
        Reference(text[start:end], title, number, each.relation or MENTIONED, start, end)
        for (start, end, title, number), each in zip(cited, said, strict=True)
    )


def _cited(text: str, folded: str) -> Iterator[tuple[int, int, str | None, str | None]]:
    """Yield start, end, title and number of each citation, in order."""
    at = 0
    for start, end in list(_titles(folded)):
        yield from _bare(text, folded, at, start)
        behind = BEHIND.match(folded, end)
        number = text[behind.start("number") : behind.end("number")] if behind else None
        stop = behind.end() if behind else end
        yield start, stop, text[start + 1 : end - 1], number
        at = stop
    yield from _bare(text, folded, at, len(folded))


def _titles(folded: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the outermost 《…》; one that is not closed on its line is no title."""
    depth = start = 0
    for mark in re.finditer("[《》\n]", folded):
        if mark[0] == "\n":
            depth = 0
        elif mark[0] == "《":
            start = mark.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and mark.end() - start > 2:
                yield start, mark.end()


def _bare(text: str, folded: str, start: int, end: int) -> Iterator[tuple[int, int, str | None, str | None]]:
    if folded.find("号", start, end) < 0:
        return
    for match in BARE.finditer(folded, start, end):
        lead = LEAD.match(folded, match.start(), match.end())
        begin = lead.end() if lead else match.start()
        yield begin, match.end(), None, text[begin : match.end()]


@dataclass(frozen=True, slots=True)
class _Said:
    """A relation, "" for none; whether it holds for what a list goes on with, or for what came before."""

    relation: str = ""
    goes_on: bool = False
    goes_back: bool = False


def _said(folded: str, start: int, end: int) -> _Said:
    """Return the relation that the words around a citation state."""
    behind = re.split(r"[。；;\n《]", folded[end : end + REACH_AFTER])[0]
    before = re.split(r"[。；;\n》]", folded[max(0, start - REACH_BEFORE) : start])[-1]
    undone = _near("undone").search(re.split("[,，]", before)[-1]) is not None
    after, ahead = behind.replace("，", ","), before.replace("，", ",")
    if _near("part_after").match(after) or (
        (_near("part_before").search(ahead) or _near("repeal_before").search(ahead))
        and _near("any_part_after").match(after)
    ):
        return _Said("" if undone else AMENDED)
    if not undone and _near("repeal_after").match(after):
        return _Said(REPEALED, goes_back=True)
    if _near("repeal_before").search(ahead):
        if undone or not _near("whole_after").match(after):
            return _Said()
        declared = not ahead.endswith(DECLARED) or _near("declared_after").match(after)
        return _Said(REPEALED if declared else "", goes_on=bool(declared))
    if _near("replace_before").search(ahead):
        return _Said("" if undone else REPLACED, goes_on=not undone)
    if _near("replace_after").match(after):
        return _Said(REPLACED, goes_back=True)
    if _near("amend_after").match(after):
        return _Said(AMENDED, goes_back=True)
    if _near("amend_before").search(ahead):
        return _Said(AMENDED, goes_on=True)
    based = _near("basis_before").search(re.split("[,，]", before)[-1]) is not None
    return _Said(BASIS if based else "", goes_on=based)


@cache
def _near(key: str) -> re.Pattern[str]:
    listed = toml_table("references").get(key)
    if not isinstance(listed, list):
        raise ValueError(f"table references: {key} is not a list")
    return re.compile("|".join(f"(?:{each})" for each in listed))

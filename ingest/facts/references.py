"""Find the documents a clause cites, by title or number, and how it stands to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

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
REACH_BEFORE = 24
REACH_AFTER = 24
LINK = re.compile(r"\s*(?:、|，|,|和|及|与|以及)?\s*")


def find_references(text: str) -> tuple[Reference, ...]:
    """Return the documents cited in `text`, in order; titles and numbers are verbatim."""
    folded = fold(text)
    found: list[Reference] = []
    taken = 0
    relation = ""
    for start, end, title, number in _cited(text, folded):
        relation = _relation(folded, start, end) or _continued(folded, taken, start, relation)
        found.append(Reference(text[start:end], title, number, relation or "提及", start, end))
        taken = end
    return tuple(found)


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


def _relation(folded: str, start: int, end: int) -> str:
    """Return the relation that the words around a citation state, "" for none."""
    behind = re.split(r"[。；;\n《]", folded[end : end + REACH_AFTER])[0]
    before = re.split(r"[。；;\n》]", folded[max(0, start - REACH_BEFORE) : start])[-1]
    if _near("repeal_after").search(behind) or _near("repeal_before").search(before[-8:]):
        return "废止"
    if _near("amend_after").match(behind) or _near("amend_before").search(before[-6:]):
        return "修订"
    return "依据" if _near("basis_before").search(before) else ""


def _continued(folded: str, taken: int, start: int, relation: str) -> str:
    """Return the relation of the citation before where only a link stands between (《…》《…》和《…》)."""
    return relation if taken and LINK.fullmatch(folded[taken:start]) else ""


@cache
def _near(key: str) -> re.Pattern[str]:
    listed = toml_table("references").get(key)
    if not isinstance(listed, list):
        raise ValueError(f"table references: {key} is not a list")
    return re.compile("|".join(f"(?:{each})" for each in listed))

"""When one can apply for a measure: the times its sentence, its row or its document names, on a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from api.citations import CitationBook
from api.matching_cards import is_card, row_clauses
from api.records import AnswerWindow
from ingest.facts.windows import ALWAYS
from ingest.facts.windows_recurring import EVERY, PERIODIC
from ingest.fields import TIME, field_of, row_field
from ingest.records import Clause, Document, Facts, Measure, Window

OPEN, AHEAD, CLOSED, ALWAYS_OPEN, AGAIN, UNDATED = "申报中", "未开始", "已截止", "常年", "定期", "未定"
IN_FORCE = "执行期内"  # the days are those of the policy; when to apply is not said
# in the title of a notice that calls for applications
CALL = re.compile("申报|申请|申领|征集|遴选|报名|兑现|兑付|评选|认定")
APPLY = re.compile("申报|申请|申领|申办|受理|征集|报名|报送|填报|兑现|兑付|窗口|截止|登记|推荐|办理")
TIMED = re.compile(r"[日号月]|常年|全年|长期|随时")
BY_OFFICES = re.compile(
    r"(?:各|[市区县省州])[^，,。；]{0,24}(?:局|委|厅|部门|政府|管委会|办公室|单位)[^，,。；]{0,6}$"
)
BEFORE = 40  # characters before a time that name who has to keep it


@dataclass(frozen=True, slots=True)
class Timed:
    """A time for applying and the clause it stands in."""

    window: Window
    clause: Clause

    @property
    def applies(self) -> bool:
        """Tell whether its label or its sentence says that it is a time for applying."""
        around = self.clause.text[max(0, self.window.start - BEFORE) : self.window.end + BEFORE]
        return APPLY.search("".join(self.clause.path[-1:])) is not None or APPLY.search(around) is not None


@dataclass(slots=True)
class Calendar:
    """The times for applying of documents on a day; those of each document are looked up once."""

    day: date
    facts_of: Callable[[str], Facts]
    _known: dict[str, tuple[Timed, ...]] = field(default_factory=dict)

    def find(self, clause: Clause, document: Document, measure: Measure) -> Timed | None:
        """Return the time for applying for a measure that counts on the day, None where none is named."""
        facts = self.facts_of(clause.id)
        inside = [Timed(each, clause) for each in facts.windows if measure.start <= each.start < measure.end]
        found = inside or list(self._of_row(clause, document)) or self._of_document(document)
        return min(found, key=lambda each: _rank(each.window, self.day), default=None)

    def _of_row(self, clause: Clause, document: Document) -> Iterator[Timed]:
        """Yield the times in the table row that a clause is or is a cell of."""
        for other in row_clauses(clause, document):
            yield from (Timed(each, other) for each in self.facts_of(other.id).windows)

    def _of_document(self, document: Document) -> Sequence[Timed]:
        if document.id not in self._known:
            found = _of_labels if is_card(document) else _of_notice
            self._known[document.id] = tuple(found(document, self.facts_of))
        return self._known[document.id]


def state_of_window(window: Window, day: date, applies: bool = True) -> str:
    """Return 申报中 | 未开始 | 已截止 by the days a window names, else 常年 | 定期 | 未定 by its words.

    Open days that are not said to be for applying (`applies`) are 执行期内.
    """
    if window.closes and window.closes < day:
        return CLOSED
    if window.opens and window.opens > day:
        return AHEAD
    if window.opens or window.closes:
        return OPEN if applies else IN_FORCE
    if ALWAYS.search(window.text):
        return ALWAYS_OPEN
    return AGAIN if EVERY.search(window.text) or PERIODIC.search(window.text) else UNDATED


def answer_window(timed: Timed | None, day: date, book: CitationBook) -> AnswerWindow | None:
    """Return a time for applying as cited, with its state on the day."""
    if timed is None:
        return None
    window = timed.window
    n = book.cite(timed.clause, window.start, window.end)
    state = state_of_window(window, day, timed.applies)
    return AnswerWindow(window.text, window.opens, window.closes, state, n)


def _rank(window: Window, day: date) -> tuple[int, int]:
    """Return how soon a window counts: open ones, the next one, those without a day, the last one closed."""
    state = state_of_window(window, day)
    if state == AHEAD and window.opens:
        return 1, (window.opens - day).days
    if state == CLOSED and window.closes:
        return 3, (day - window.closes).days
    return (0 if state == OPEN else 2), 0


def _of_labels(document: Document, facts_of: Callable[[str], Facts]) -> list[Timed]:
    """Return the times in the rows of a card: those of rows for applying where there are such."""
    rows = [clause for clause in document.clauses if row_field(clause.path) == TIME]
    own = [clause for clause in rows if APPLY.search(clause.path[-1])]
    return [Timed(each, clause) for clause in own or rows for each in facts_of(clause.id).windows]


def _of_notice(document: Document, facts_of: Callable[[str], Facts]) -> Iterator[Timed]:
    """Yield the times below headings that name one; in a notice that calls for applications all dated ones.

    Those that offices have to keep are none.
    """
    title = document.metadata.title
    calls = title is not None and CALL.search(title.value) is not None
    for clause in document.clauses:
        below = any(field_of(heading) == TIME and CALL.search(heading) for heading in clause.path)
        if not (calls or below) or not TIMED.search(clause.text):
            continue
        for each in facts_of(clause.id).windows:
            before = clause.text[max(0, each.start - BEFORE) : each.start]
            if (below or each.closes or ALWAYS.search(each.text)) and not BY_OFFICES.search(before):
                yield Timed(each, clause)

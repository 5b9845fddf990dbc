from collections.abc import Callable

from api.candidates import Candidates
from api.citations import CitationBook
from api.duties import duties
from api.question import Question

Gathered = Callable[..., tuple[Question, Candidates]]


def test_the_tasks_of_a_named_unit_are_its_clauses_each_with_its_role(
    gathered: Gathered, book: CitationBook
) -> None:
    _, found = gathered("湖州市财政局负责哪些工作？")
    stated = duties(found.fitting, "市财政局负责哪些工作？", book)
    assert stated is not None
    tasks = {fact.text: unit.role for fact, unit in zip(stated.facts, stated.units, strict=True)}
    assert tasks == {
        "（一）奖励梯度培育。": "责任",
        "（二）贴息支持技术改造。": "责任",
        "（三）降低担保成本。": "配合",
    }
    assert {unit.name for unit in stated.units} == {"市财政局"}


def test_each_task_cites_its_own_clause_up_to_the_unit(gathered: Gathered, book: CitationBook) -> None:
    _, found = gathered("市金融办牵头哪些工作？")
    stated = duties(found.fitting, "市金融办牵头哪些工作？", book)
    assert stated is not None
    (citation,) = book.citations()
    assert (stated.facts[0].citation, citation.n) == (1, 1)
    assert citation.quote.startswith("（三）降低担保成本。")
    assert "牵头单位：市金融办" in citation.quote


def test_a_unit_that_no_clause_makes_responsible_has_no_tasks(gathered: Gathered, book: CitationBook) -> None:
    question, found = gathered("市气象局负责哪些工作？")
    assert duties(found.fitting, question.text, book) is None
    assert book.citations() == ()

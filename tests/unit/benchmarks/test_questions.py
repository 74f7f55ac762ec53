"""Questions of the benchmarks: another one for each number, so that none is remembered."""

import pytest

from benchmarks.parts.http import AGAIN, CHECKED, ROUNDS, UNCHANGED
from benchmarks.questions import Question, build_questions

QUESTIONS = build_questions([f"company:c{n}" for n in range(90)], [f"Company {n}" for n in range(20_000)])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.query)
def test_thousands_of_questions_in_a_row_are_all_different(question: Question):
    count = 2000 if question.query == "rows" else 10_000
    asked = [question.ask_service(number) for number in range(count)]
    assert len({(request.path, str(request.body)) for request in asked}) == count


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.query)
def test_a_question_that_is_asked_twice_is_asked_by_no_other_side(question: Question):
    rounds = range(-ROUNDS.warming, ROUNDS.most)
    numbers = [n + start for start in (0, AGAIN, UNCHANGED) for n in rounds] + list(range(CHECKED, CHECKED + 5))
    assert len({(r.path, str(r.body)) for r in map(question.ask_service, numbers)}) == len(numbers)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.query)
def test_every_side_is_asked_with_the_same_parameters(question: Question):
    parameters = question.parameters(7)
    api = question.ask_query_api(7, "Basic …")
    assert api.body == {"statement": question.cypher, "parameters": parameters, "accessMode": "READ"}
    assert question.ask_naive_service(7).path.startswith(f"/{question.query}?")
    assert all(f"${name}" in question.cypher for name in parameters)

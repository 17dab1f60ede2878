import pytest

from examsolver.grading.messages import listed, sentence, shortened


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("the bias is left out", "The bias is left out."),
        ("σ is missing around W·h", "σ is missing around W·h."),
        ("c stands where x belongs", "c stands where x belongs."),
        ("xₜ stands there", "xₜ stands there."),
        ("Why?", "Why?"),
        ("", ""),
    ],
)
def test_a_sentence_has_a_capital_unless_it_begins_with_a_symbol(text: str, said: str) -> None:
    assert sentence(text) == said


def test_words_are_listed_as_one_says_them() -> None:
    assert [listed(words) for words in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == ["", "a", "a and b", "a, b and c"]


def test_long_quotations_are_cut_and_stay_on_one_line() -> None:
    assert shortened("1 2\n3 4") == "1 2 3 4"
    assert shortened("x" * 100, 5) == "xxxxx…"

"""TF-IDF of a term in one of several documents."""

from __future__ import annotations

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, Sym, Text, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result, Rule
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import sentences_of, whole, words_of

TERM_FREQUENCY = Convention(
    "term frequency",
    (
        Variant("share", "the count of the term over the words of the document"),
        Variant("count", "the count of the term in the document"),
        Variant("log", "1 + log10 of the count"),
    ),
)
IDF = Convention(
    "inverse document frequency",
    (
        Variant("natural", "ln(N/df)"),
        Variant("base 10", "log10(N/df)"),
        Variant("base 2", "log2(N/df)"),
        Variant("smooth", "ln((1 + N)/(1 + df)) + 1"),
    ),
)


def document_count(documents: Value, term: Value) -> Value:
    """How many documents hold the term."""
    (word,) = words_of(term)
    return sum(word in document for document in sentences_of(documents))


def _documents_by_loops(documents: Value, term: Value) -> Value:
    found = 0
    for document in sentences_of(documents):
        for word in document:
            if word == words_of(term)[0]:
                found += 1
                break
    return found


def occurrences(documents: Value, term: Value) -> Value:
    """How often the term stands in all documents together."""
    (word,) = words_of(term)
    return sum(document.count(word) for document in sentences_of(documents))


def tf_idf(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Count, frequency, document frequency and their product."""
    documents = sentences_of(facts.value("documents"))
    number = whole(facts.value("document"), "the document", 1)
    if number > len(documents):
        raise LawError(f"there is no document {number}", f"they count from 1, here to {len(documents)}")
    text, count = Text(" ".join(documents[number - 1])), Sym("count")
    found = [Equation("count", apply("gram_count", text, Sym("term")), f"how often it stands in document {number}")]
    kind = TERM_FREQUENCY.chosen(conventions).name
    law: Formula = count
    if kind == "share":
        found.append(Equation("words", apply("word_count", text), "how many words the document has"))
        law = count / Sym("words")
    elif kind == "log" and text.value.split().count(str(facts.value("term"))):
        law = 1 + apply("log", count, base=10)
    df = Sym("df")
    return (
        *found,
        Equation("tf", law, "term frequency"),
        Equation("df", apply("document_count", Sym("documents"), Sym("term")), "how many documents hold it"),
        Equation("idf", _idf(len(documents), df, conventions), "what is rare weighs more"),
        Equation("tf-idf", Sym("tf") * Sym("idf"), "both together"),
    )


def _idf(count: int, df: Formula, conventions: Conventions) -> Formula:
    match IDF.chosen(conventions).name:
        case "base 10":
            return apply("log", Num(count) / df, base=10)
        case "base 2":
            return apply("log", Num(count) / df, base=2)
        case "smooth":
            return apply("log", Num(1 + count) / (1 + df)) + 1
        case _:
            return apply("log", Num(count) / df)


RULES = (
    Rule(
        name="document_count",
        step=True,
        summary="how many documents hold a term",
        law=document_count,
        inputs=("documents", "term"),
        because="count the documents that hold the term, each once",
        misconceptions=(
            slip("occurrences-for-documents", "Every document that holds the term counts once.", occurrences),
        ),
        oracle=_documents_by_loops,
        example='question df: compute\n  d = document_count(["a b a", "b c"], "a")\n  find d',
    ),
)

ALGORITHMS = (
    Algorithm(
        name="tf-idf",
        summary="TF-IDF of a term in a document",
        inputs=(
            Input("documents", "the documents, a list of texts", "texts", also=("corpus",)),
            Input("term", "the word", "text", also=("word",)),
            Input("document", "the number of the document, from 1", "number", 1),
        ),
        results=(
            Result("tf-idf", "term frequency times inverse document frequency", ("tfidf", "weight")),
            Result("tf", "term frequency"),
            Result("idf", "inverse document frequency"),
            Result("df", "how many documents hold the term"),
            Result("count", "how often the term stands in the document"),
        ),
        equations=tf_idf,
        conventions=(TERM_FREQUENCY, IDF),
        example='question t: compute tf-idf\n  documents = ["the cat sat", "the dog sat", "a bird sang"]\n'
        '  term = "cat"\n  document = 1\n  find tf, df exactly\n  find idf, tf-idf to 4 decimals',
        also=("tfidf",),
    ),
)

"""Counting runs of words: n-grams, histories, vocabulary; with or without the markers of sentences."""

from __future__ import annotations

from collections import Counter

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Option, Rule
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import Words, grams_of, sentences_of, words_of

START, END = "<s>", "</s>"
STARTS, ENDS = ("<s>", "<bos>", "<start>", "<BOS>"), ("</s>", "<eos>", "<end>", "<EOS>")

MARKERS = Convention(
    "sentence markers",
    (
        Variant("counted", "markers of beginning and end are tokens like any other"),
        Variant("end only", "the end marker is a token; the start marker is only a history"),
        Variant("not counted", "markers are histories and ends, but neither counted as tokens nor in the vocabulary"),
    ),
)


def left_out(sentence_markers: str) -> Words:
    """The markers that are no tokens. Raises LawError for an unknown variant."""
    found = {"counted": (), "end only": STARTS, "not counted": (*STARTS, *ENDS)}
    if sentence_markers not in found:
        raise LawError(f"sentence markers {sentence_markers} is not known", "write counted, end only or not counted")
    return found[sentence_markers]


def marked(words: Words, n: int = 2) -> Words:
    """A sentence with n − 1 start markers and an end marker, where it has none yet."""
    begun = words if words[:1] and words[0] in STARTS else (*[START] * max(1, n - 1), *words)
    return begun if begun[-1] in ENDS else (*begun, END)


def with_markers(text: Value, n: int = 2) -> Value:
    """Every sentence between its markers."""
    return tuple(marked(words, n) for words in sentences_of(text))


def _with_markers_by_hand(text: Value, n: int = 2) -> Value:
    """Oracle."""
    found = []
    for words in sentences_of(text):
        has = bool(words) and words[0] in STARTS
        before = [] if has else [START] * max(1, n - 1)
        after = [] if words and words[-1] in ENDS else [END]
        found.append((*before, *words, *after))
    return tuple(found)


def gram_count(corpus: Value, gram: Value, sentence_markers: str = "counted") -> Value:
    """How often a run of words stands in the sentences of a corpus; nothing before the word: all tokens."""
    wanted = words_of(gram)
    if not wanted:
        return token_count(corpus, sentence_markers)
    return sum(run == wanted for words in sentences_of(corpus) for run in grams_of(words, len(wanted)))


def _count_by_places(corpus: Value, gram: Value, sentence_markers: str = "counted") -> Value:
    """Oracle: word by word at every place."""
    wanted, found = words_of(gram), 0
    for words in sentences_of(corpus):
        for start in range(len(words)):
            if not wanted:
                found += words[start] not in left_out(sentence_markers)
            else:
                found += all(start + k < len(words) and words[start + k] == word for k, word in enumerate(wanted))
    return found


def across_sentences(corpus: Value, gram: Value, sentence_markers: str = "counted") -> Value:
    """Runs counted over the ends of sentences too."""
    words = tuple(word for sentence in sentences_of(corpus) for word in sentence)
    return gram_count(words, gram, sentence_markers)


def token_count(corpus: Value, sentence_markers: str = "counted") -> Value:
    """How many tokens a corpus has."""
    out = left_out(sentence_markers)
    return sum(word not in out for words in sentences_of(corpus) for word in words)


def _tokens_by_counter(corpus: Value, sentence_markers: str = "counted") -> Value:
    """Oracle."""
    counts = Counter(word for words in sentences_of(corpus) for word in words)
    return sum(count for word, count in counts.items() if word not in left_out(sentence_markers))


def vocabulary_size(corpus: Value, sentence_markers: str = "counted") -> Value:
    """How many different tokens a corpus has."""
    return len({word for words in sentences_of(corpus) for word in words} - set(left_out(sentence_markers)))


def _types_by_hand(corpus: Value, sentence_markers: str = "counted") -> Value:
    """Oracle."""
    seen: list[str] = []
    for words in sentences_of(corpus):
        seen += [word for word in dict.fromkeys(words) if word not in seen]
    return len([word for word in seen if word not in left_out(sentence_markers)])


def _count_notation(corpus: Formula, gram: Formula, **conventions: str) -> Formula:
    return apply("count", gram)


N = Option("n", "the order of the model: n − 1 start markers", "integer", 2)

RULES = (
    Rule(
        name="with_markers",
        step=True,
        summary="sentences between start and end markers",
        law=with_markers,
        inputs=("text",),
        because="mark the beginning and the end of every sentence",
        options=(N,),
        oracle=_with_markers_by_hand,
        example='question marked: compute\n  s = with_markers("the cat sat")\n  find s',
    ),
    Rule(
        name="gram_count",
        step=True,
        summary="how often a run of words stands in a corpus",
        law=gram_count,
        inputs=("corpus", "gram"),
        notation=_count_notation,
        because="count the places where these words stand side by side in a sentence",
        conventions=(MARKERS,),
        misconceptions=(
            slip(
                "counted-across-sentences",
                "A run of words does not reach over the end of a sentence.",
                across_sentences,
            ),
        ),
        oracle=_count_by_places,
        example='question often: compute\n  c = gram_count("the cat and the cat", "the cat")\n  find c',
        also=("ngram_count",),
    ),
    Rule(
        name="token_count",
        step=True,
        summary="how many tokens a corpus has",
        law=token_count,
        inputs=("corpus",),
        because="count all tokens",
        conventions=(MARKERS,),
        misconceptions=(
            slip("types-for-tokens", "Every token counts, also a word that was met before.", vocabulary_size),
        ),
        oracle=_tokens_by_counter,
        example='question many: compute\n  c = token_count("the cat and the dog")\n  find c',
    ),
    Rule(
        name="vocabulary_size",
        step=True,
        summary="how many different tokens a corpus has",
        law=vocabulary_size,
        inputs=("corpus",),
        because="count every word once",
        conventions=(MARKERS,),
        misconceptions=(slip("tokens-for-types", "Every word of the vocabulary counts once.", token_count),),
        oracle=_types_by_hand,
        example='question types: compute\n  v = vocabulary_size("the cat and the dog")\n  find v',
    ),
)

"""Greedy, beam and exhaustive search over given conditional probabilities; whose fault a wrong output is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Listing, Num, Sym, Text, apply
from examsolver.core.picture import TableFacts
from examsolver.core.question import Picture
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result, Rule
from examsolver.maths.arrays import array_of, describe
from examsolver.rules.beams import candidate_scores, ended, extended, kept_scores, kept_texts
from examsolver.rules.chances import check_chances
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import Words, listed, names_or_numbers, number_of, place_of, whole

LENGTH = Convention(
    "length penalty",
    (
        Variant("power", "the logarithm is divided by length^alpha"),
        Variant("gnmt", "the logarithm is divided by ((5 + length)/6)^alpha"),
    ),
    quiet=True,
)
END_COUNTS = Convention(
    "sequence length",
    (
        Variant("with end", "the end token counts as a token"),
        Variant("without end", "the end token does not count"),
    ),
    quiet=True,
)
MOST_CANDIDATES = 20_000
MOST_STEPS = 30


@dataclass(frozen=True, slots=True)
class Tables:
    """What is decoded from: the tokens, the histories of the rows of P (None: a row a step), sums or products."""

    vocabulary: Words
    end: str
    prefixes: tuple[str, ...] | None
    logs: bool
    rows: int

    @property
    def most(self) -> int:
        """How many steps the tables are good for."""
        if self.prefixes is None:
            return self.rows
        longest = max(len(prefix.split()) for prefix in self.prefixes)
        return MOST_STEPS if self.end and longest <= 1 else longest + 1


def tables_of(facts: Facts) -> Tables:
    """The tables. Raises LawError where P does not fit vocabulary and prefixes, or a row is no distribution."""
    shape = facts.shape("P")
    if len(shape) != 2:
        raise LawError(f"P is {describe(shape)}", "one row a step (or a history), one column a token")
    vocabulary = names_or_numbers(facts, "vocabulary", shape[1])
    end = str(facts.value("end")) if facts.has("end") else ""
    if any(len(token.split()) != 1 for token in vocabulary):
        raise LawError("a token has no blanks in it", 'such as vocabulary = ["a", "b", "."]')
    if end:
        place_of(end, vocabulary)
    given = facts.value("prefixes") if facts.has("prefixes") else None
    prefixes = (given,) if isinstance(given, str) else given
    if prefixes is not None and len(prefixes) != shape[0]:
        raise LawError(f"{len(prefixes)} prefixes and {shape[0]} rows of P", "one row of P for each prefix")
    logs = facts.value("given") == "logs"
    if not logs:
        check_chances(facts, "P")
    return Tables(vocabulary, end, prefixes, logs, shape[0])


def steps_taken(facts: Facts, tables: Tables, width: int | None) -> list[int]:
    """How many hypotheses are kept at each step, until all have ended or the steps are used up."""
    asked = facts.has("steps")
    most = whole(facts.value("steps"), "the number of steps", 1) if asked else tables.most
    beam: Value = ("",)
    scores = array_of([0 if tables.logs else 1])
    kept: list[int] = []
    while len(kept) < most and not all(ended(text, tables.end) for text in beam):
        grown = extended(beam, tables.vocabulary, tables.end)
        if len(grown) > MOST_CANDIDATES:
            raise LawError(f"{len(grown):,} candidates at step {len(kept) + 1}", "a smaller width, or fewer steps")
        values = candidate_scores(
            grown, beam, scores, facts.value("P"), tables.prefixes, tables.vocabulary, tables.end, tables.logs
        )
        kept.append(min(len(grown), width or len(grown)))
        beam, scores = kept_texts(grown, values, kept[-1]), kept_scores(values, kept[-1])
    return kept


def search(wanted: int | str | None, facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Extend, score and keep, step by step; ``wanted``: how many, an input's name, or None for all."""
    tables = tables_of(facts)
    width = whole(facts.value(wanted), "the width", 1) if isinstance(wanted, str) else wanted
    found: list[Equation] = []
    kept = steps_taken(facts, tables, width)
    for step, count in enumerate(kept, start=1):
        found += _step(step, count, tables)
    return (*found, *_best(facts, conventions, len(kept), tables))


def _step(step: int, kept: int, tables: Tables) -> list[Equation]:
    at, before = (Num(step),), (Num(step - 1),)
    beam: Formula = Listing((Text(""),)) if step == 1 else Sym("beam", before)
    scores: Formula = Listing((Num(0 if tables.logs else 1),)) if step == 1 else Sym("kept", before)
    candidates, own = Sym("candidates", at), Sym("scores", at)
    grown = apply("beam_extend", beam, vocabulary=tables.vocabulary, end=tables.end)
    scored = apply(
        "beam_scores", candidates, beam, scores, Sym("P"),
        prefixes=tables.prefixes, vocabulary=tables.vocabulary, end=tables.end, logs=tables.logs,
    )  # fmt: skip
    return [
        Equation(f"candidates[{step}]", grown),
        Equation(f"scores[{step}]", scored),
        Equation(f"beam[{step}]", apply("beam_keep", candidates, own, width=kept)),
        Equation(f"kept[{step}]", apply("largest", own, width=kept), "their scores"),
    ]


def _best(facts: Facts, conventions: Conventions, count: int, tables: Tables) -> tuple[Equation, ...]:
    """The best hypothesis of the last beam, by length-normalised logarithm where that is asked."""
    beam, kept = Sym("beam", (Num(count),)), Sym("kept", (Num(count),))
    best = apply("index", kept, 1)
    if not facts.has("alpha") or facts.value("alpha") == 0:
        probability = apply("exp", best) if tables.logs else best
        log = best if tables.logs else apply("log", Sym("probability"))
        return (
            Equation("sequence", apply("first_tokens", beam)),
            Equation("probability", probability, "its probability"),
            Equation("log-probability", log, "its natural logarithm"),
        )
    counts_end = END_COUNTS.chosen(conventions).name == "with end"
    lengths, alpha = Sym("lengths"), Sym("alpha")
    gnmt = LENGTH.chosen(conventions).name == "gnmt"
    penalty = ((5 + lengths) / 6) ** alpha if gnmt else lengths**alpha
    logs = kept if tables.logs else apply("log", kept)
    ranked = apply("beam_keep", beam, Sym("normalised"), width=1)
    return (
        Equation("lengths", apply("token_lengths", beam, end=tables.end, counts_end=counts_end)),
        Equation("normalised", logs / penalty, "the logarithm, divided by a power of the length"),
        Equation("sequence", apply("first_tokens", ranked), "the largest normalised score wins"),
        Equation("score", apply("max", Sym("normalised")), "its normalised score"),
    )


def beam_table(value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """Every step's candidates with their scores; those that are kept stand out."""
    cells: list[tuple[str, str, str]] = []
    strong: list[tuple[int, int]] = []
    step = 1
    while value(f"candidates[{step}]") is not None and value(f"scores[{step}]") is not None:
        texts, scores = value(f"candidates[{step}]"), listed(value(f"scores[{step}]"))
        kept = value(f"beam[{step}]") or ()
        for text, score in zip(texts, scores, strict=True):
            strong += [(len(cells), 1)] if text in kept else []
            cells.append((str(step), text, f"{float(score):.4g}"))
        step += 1
    if not cells or len(cells) > 60:
        return ()
    facts = TableFacts(("step", "candidate", "score"), ("",) * len(cells), tuple(cells), tuple(strong))
    return (Picture("table", facts, f"candidates of {step - 1} steps, those that are kept stand out"),)


# Whose fault is it?


def blamed(human: Value, output: Value) -> Value:
    """The search where the model likes the human's sequence better, else the model."""
    return "search" if human > output else "model"


def _blamed_by_difference(human: Value, output: Value) -> Value:
    """Oracle."""
    return ("model", "search")[int(float(human) - float(output) > 0)]


def blamed_otherwise(human: Value, output: Value) -> Value:
    """The other one."""
    return blamed(output, human)


def decoding_error(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """One comparison."""
    for name in ("human", "output"):
        if not 0 <= number_of(facts, name) <= 1:
            raise LawError(f"{name} is no probability", "probabilities lie between 0 and 1")
    return (Equation("culprit", apply("blame", Sym("human"), Sym("output"))),)


RULES = (
    Rule(
        name="blame",
        step=True,
        summary="whether search or model is at fault for an output that is worse than a human's",
        law=blamed,
        inputs=("human", "output"),
        because="if the model gives the human's sequence more, the search missed it; else the model is wrong",
        misconceptions=(
            slip(
                "culprits-exchanged",
                "Where the model itself prefers the worse output, the search did its work.",
                blamed_otherwise,
            ),
        ),
        oracle=_blamed_by_difference,
        example="question fault: compute\n  c = blame(0.02, 0.01)\n  find c",
    ),
)

P = Input("P", "conditional probabilities: one row a step (or a prefix), one column a token", "array", also=("p",))
TOKENS = (
    Input("vocabulary", "the tokens, in the order of the columns", "texts", optional=True, also=("tokens",)),
    Input("prefixes", "what each row follows, as texts (\"\" for the beginning); single tokens: a Markov chain",
          "texts", optional=True, also=("histories",)),
    Input("end", "the token that ends a sequence", "text", optional=True, also=("eos",)),
    Input("steps", "how many tokens; left out, as many as P allows", "number", optional=True,
          also=("T", "length", "max_length")),
    Input("given", "what P holds: probabilities or logs", "word", "probabilities", words=("probabilities", "logs")),
)  # fmt: skip
RESULTS = (
    Result("sequence", "the tokens that come out", ("best", "output", "y")),
    Result("probability", "of that sequence", ("p",)),
    Result("log-probability", "natural logarithm", ("logp",)),
    Result("candidates", "candidates[t]: what is looked at in step t"),
    Result("scores", "scores[t]: their scores"),
    Result("beam", "beam[t]: what is kept, best first"),
    Result("kept", "kept[t]: the scores of what is kept"),
)
TREE = (
    '  vocabulary = ["a", "b"]\n  prefixes = ["", "a", "b"]\n  P = [[0.6, 0.4], [0.55, 0.45], [0.9, 0.1]]\n'
)  # fmt: skip

ALGORITHMS = (
    Algorithm(
        name="greedy-search",
        summary="greedy decoding: the most probable token at every step",
        inputs=(P, *TOKENS),
        results=RESULTS,
        equations=partial(search, 1),
        pictures=beam_table,
        example=f"question greedy: compute greedy-search\n{TREE}  find sequence, probability",
        also=("greedy", "greedy-decoding"),
    ),
    Algorithm(
        name="beam-search",
        summary="beam search: the best hypotheses are kept at every step; length normalisation",
        inputs=(
            P,
            Input("width", "how many hypotheses are kept", "number", 2, also=("k", "beam_width", "beam_size", "B")),
            *TOKENS,
            Input("alpha", "length normalisation: the power of the length", "number", optional=True),
        ),
        results=(
            *RESULTS,
            Result("normalised", "log-probabilities of the last beam over their lengths"),
            Result("lengths", "the lengths of the last beam"),
            Result("score", "the normalised score of the best", ("normalised-score",)),
        ),
        equations=partial(search, "width"),
        conventions=(LENGTH, END_COUNTS),
        pictures=beam_table,
        example=f"question beam: compute beam-search\n{TREE}  width = 2\n"
        "  find beam[1], beam[2], sequence, probability",
        also=("beam",),
    ),
    Algorithm(
        name="exhaustive-search",
        summary="the most probable of all sequences",
        inputs=(P, *TOKENS),
        results=RESULTS,
        equations=partial(search, None),
        example=f"question all: compute exhaustive-search\n{TREE}  find sequence, probability",
        also=("best-sequence",),
    ),
    Algorithm(
        name="decoding-error",
        summary="error attribution: is the search or the model to blame for an output?",
        inputs=(
            Input(
                "human",
                "the model's probability of the human's (correct) sequence",
                "number",
                also=("P_human", "p_star"),
            ),
            Input(
                "output",
                "the model's probability of the sequence that came out",
                "number",
                also=("P_output", "P_beam", "p_hat"),
            ),
        ),
        results=(Result("culprit", "search or model", ("fault",)),),
        equations=decoding_error,
        example="question fault: compute decoding-error\n  human = 0.02\n  output = 0.01\n  find culprit",
        also=("error-attribution", "beam-error"),
    ),
)

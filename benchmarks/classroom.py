"""``python -m benchmarks.classroom FILE``: answers of a class of 200 to the core exam, the same at every run.

Nothing here asks examsolver: what is right, how people write it and where they slip is written down below.
Students are right, noisy (right in other notation), slipping (one to three wrong ideas, and numbers miscopied),
half-blank, hostile, or hand in nothing. The paper that this class had in hand asked for *same* padding in
``valid``, where the exam file says none: the report should doubt that part.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Mapping
from pathlib import Path

Script = dict[tuple[str, str], str]
Notations = Mapping[str, Mapping[str, tuple[str, ...]]]

RIGHT: Notations = {
    "strides": {
        "stride=2": ("yes, 6x6", "6x6", "Yes: 6 × 6", "possible, 6 by 6", "yes 6*6"),
        "stride=3": ("no", "No.", "not possible", "no, 10/3 is not whole", "does not fit"),
        "stride=4": ("no", "No!", "not possible", "impossible", "no, (13-3)/4 = 2.5"),
        "stride=5": ("yes, 3x3", "3x3", "Yes: 3 × 3", "fits, 3 by 3", "yes 3*3"),
    },
    "strides-padded": {
        "stride=2": ("7x7", "7 × 7", "7 by 7", "(7, 7)", "the output is 7x7"),
        "stride=3": ("5x5", "5 × 5", "5 by 5", "(5, 5)", "the output is 5x5"),
        "stride=4": ("4x4", "4 × 4", "4 by 4", "(4, 4)", "the output is 4x4"),
        "stride=5": ("3x3", "3 × 3", "3 by 3", "(3, 3)", "the output is 3x3"),
    },
    "valid": {"output": ("12x12", "12 × 12", "12 by 12")},
    "small-net": {
        "conv.parameters": ("48", "48 weights", "= 48", "4*4*3 = 48", "forty-eight: 48"),
        "relu.operations": ("75", "75 operations", "= 75", "5*5*3 = 75", "75."),
        "total.parameters": ("348", "348 weights", "= 348", "48 + 300 = 348", "348."),
    },
    "homework-2": {
        "Z": ("[[1, 2], [-10, 8]]", r"$\begin{pmatrix}1 & 2\\-10 & 8\end{pmatrix}$", "1 2; -10 8",
              "Z11 = 1, Z12 = 2, Z21 = -10, Z22 = 8"),
        "y": ("0.25", "1/4", "y = 0.25", r"$\frac{1}{4}$", "0,25"),
        "dL/dX": ("[[0.5, 0.5, 0], [-0.25, 0, 0.25], [-0.75, -0.5, 0.25]]",
                  "[[1/2, 1/2, 0], [-1/4, 0, 1/4], [-3/4, -1/2, 1/4]]",
                  r"$\frac{1}{4}\begin{bmatrix}2&2&0\\-1&0&1\\-3&-2&1\end{bmatrix}$"),
        "dL/dF": ("[[2.5, 1.75], [1.25, -1]]", "[[5/2, 7/4], [5/4, -1]]",
                  r"$\begin{pmatrix}2.5&1.75\\1.25&-1\end{pmatrix}$", "1/4 * [[10, 7], [5, -4]]"),
    },
    "homework-3a": {
        "conv1d_1.parameters": ("352", "352 parameters", "(3*7+1)*16 = 352"),
        "conv1d_1.output": ("498x16", "498 × 16", "(498, 16)"),
        "maxpool1d_1.parameters": ("0", "none", "0 parameters"),
        "maxpool1d_1.output": ("249x16", "249 × 16", "(249, 16)"),
        "conv1d_2.parameters": ("2592", "2,592", "(5*16+1)*32 = 2592"),
        "conv1d_2.output": ("245x32", "245 × 32", "(245, 32)"),
        "maxpool1d_2.parameters": ("0", "none", "0 parameters"),
        "maxpool1d_2.output": ("122x32", "122 × 32", "(122, 32)"),
        "conv1d_3.parameters": ("10304", "10,304", "(5*32+1)*64 = 10304"),
        "conv1d_3.output": ("118x64", "118 × 64", "(118, 64)"),
        "maxpool1d_3.parameters": ("0", "none", "0 parameters"),
        "maxpool1d_3.output": ("59x64", "59 × 64", "(59, 64)"),
        "flatten.parameters": ("0", "none", "0 parameters"),
        "flatten.output": ("3776", "3,776", "59*64 = 3776"),
        "dense_1.parameters": ("483456", "483,456", "3777*128 = 483456"),
        "dense_1.output": ("128", "128 neurons"),
        "dense_2.parameters": ("645", "129*5 = 645", "645 parameters"),
        "dense_2.output": ("5", "5 neurons"),
    },
    "one-by-one": {
        "conv.parameters": ("4", "3 + 1 = 4", "4 parameters"),
        "conv.output": ("4x4x1", "4 × 4 × 1", "4x4", "(4, 4, 1)"),
    },
    "inception": {
        "c.output": ("16x16x256", "16 × 16 × 256", "(16, 16, 256)"),
        "hidden.parameters": ("33554944", "33,554,944", "65537*512 = 33554944"),
        "total.parameters": ("33695498", "33,695,498", "33 695 498"),
    },
    "lstm-gates": {
        "f": ("f = sigmoid(W_f [h, x] + b_f)", "σ(W_f·[h_{t-1}, x_t] + b_f)",
              r"$f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)$"),
        "i": ("i = sigmoid(W_i [h, x] + b_i)", "σ(W_i·[h_{t-1}, x_t] + b_i)",
              r"$i_t = \sigma(W_i x_t + U_i h_{t-1} + b_i)$"),
        "o": ("o = sigmoid(W_o [h, x] + b_o)", "σ(W_o·[h_{t-1}, x_t] + b_o)",
              r"$o_t = \sigma(W_o x_t + U_o h_{t-1} + b_o)$"),
        "candidate": ("tanh(W_c [h, x] + b_c)", r"$\tilde c_t = \tanh(W_c [h_{t-1}, x_t] + b_c)$"),
        "c": ("c = f * c + i * candidate", r"$c_t = f_t \odot c_{t-1} + i_t \odot \tilde c_t$"),
        "h": ("h = o * tanh(c)", r"$h_t = o_t \odot \tanh(c_t)$"),
    },
    "lstm-step": {
        "f": ("0.5", "0.5000", "1/2"), "i": ("0.7503", "≈ 0.7503", "0.75026"), "o": ("0.6792", "0.67918", "≈ 0.6792"),
        "candidate": ("0.5883", "0.58826", "≈ 0.5883"), "c": ("-0.0587", "−0.0587", "≈ -0.0587"),
        "h": ("-0.0398", "−0.0398", "≈ -0.0398"),
    },
    "gru-gates": {
        "z": ("z = sigmoid(W_z [h, x] + b_z)", r"$z_t = \sigma(W_z [h_{t-1}, x_t] + b_z)$"),
        "r": ("r = sigmoid(W_r [h, x] + b_r)", r"$r_t = \sigma(W_r [h_{t-1}, x_t] + b_r)$"),
        "candidate": ("tanh(W_c [r * h, x] + b_c)", r"$\tilde h_t = \tanh(W_c [r_t \odot h_{t-1}, x_t] + b_c)$"),
        "h": ("h = (1 - z) * h + z * candidate", r"$h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde h_t$"),
    },
}  # fmt: skip

SLIPS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "what does not fit is rounded down": {"strides": {"stride=3": "4x4", "stride=4": "3x3"}},
    "the one is forgotten": {
        "strides": {"stride=2": "yes, 5x5", "stride=5": "yes, 2x2"},
        "strides-padded": {"stride=2": "6x6", "stride=3": "4x4", "stride=4": "3x3", "stride=5": "2x2"},
    },
    "padding counts once": {
        "strides-padded": {"stride=2": "6x6", "stride=3": "4x4", "stride=4": "3x3", "stride=5": "3x3"}
    },
    "biases though none": {"small-net": {"conv.parameters": "51", "total.parameters": "355"}},
    "kernel rotated": {
        "homework-2": {
            "Z": "[[-7, -17], [-5, 10]]",
            "y": "-4.75",
            "dL/dX": "[[0.25, -0.5, -0.75], [0.25, 0, -0.25], [0, 0.5, 0.5]]",
        }
    },
    "not divided": {
        "homework-2": {
            "y": "1",
            "dL/dX": "[[2, 2, 0], [-1, 0, 1], [-3, -2, 1]]",
            "dL/dF": "[[10, 7], [5, -4]]",
        }
    },
    "no biases": {
        "homework-3a": {
            "conv1d_1.parameters": "336",
            "conv1d_2.parameters": "2560",
            "conv1d_3.parameters": "10240",
            "dense_1.parameters": "483328",
            "dense_2.parameters": "640",
        },
        "one-by-one": {"conv.parameters": "3"},
        "inception": {"hidden.parameters": "33554432"},
    },
    "depth stays": {"homework-3a": {"conv1d_1.output": "498x7", "maxpool1d_1.output": "249x7"}},
    "bias left out": {"lstm-gates": {"f": "σ(W_f [h, x])", "i": "σ(W_i [h, x])", "o": "σ(W_o [h, x])"}},
    "sigmoid for tanh": {"lstm-gates": {"candidate": "σ(W_c [h, x] + b_c)"}, "lstm-step": {"candidate": "0.6637"}},
    "gates turned round": {"gru-gates": {"h": "z * h + (1 - z) * candidate"}},
    "gates exchanged": {"lstm-gates": {"c": "i * c + f * candidate"}, "lstm-step": {"c": "-0.4561", "h": "-0.2901"}},
}

HOSTILE = (
    "",
    "?",
    "see back of page",
    "I don't know",
    "<script>alert(1)</script>",
    '=HYPERLINK("http://example.com")',
    "\\input{/etc/passwd} \\begin{matrix}",
    "(" * 500 + "1" + ")" * 500,
    "9^9^9^9^9",
    "0x1F4A9 💩 \u202e6x6\u202c",
    "yes no maybe 6x6 or 7x7",
    "lorem ipsum dolor sit amet " * 340,
    "[[1, 2], [3",
    '#eval("1") $x$ `rm -rf`',
    "NaN",
    "1e999",
)

FIRST = (
    "Ada Bo Cleo Dan Eva Finn Gül Hana Ivo Jo Kai Lea Mia Nils Oya Pia Quin Rosa Sven Tara Uwe Vera Wim Xia Yara Zoe"
)
LAST = "Adler Berg Chen Diaz Engel Fuchs Gomez Haas Ito Jung Kaya Lang Moll Nowak Okafor Peters Quist Roth Sato Torres"
SIZES = {"right": 44, "noisy": 40, "slipping": 64, "half-blank": 34, "hostile": 12, "nothing": 6}
KINDS = tuple(kind for kind, count in SIZES.items() for _ in range(count))


def right(draw: random.Random, noisy: bool) -> Script:
    """Everything right, as it is usually written or as some people do."""
    return {
        (question, part): draw.choice(ways) if noisy else ways[0]
        for question, parts in RIGHT.items()
        for part, ways in parts.items()
    }


def slipping(draw: random.Random) -> Script:
    """One to three wrong ideas, all through; some answers miscopied or left out."""
    made = right(draw, noisy=draw.random() < 0.5)
    for slip in draw.sample(sorted(SLIPS), draw.choice((1, 2, 3))):
        made |= {(question, part): text for question, parts in SLIPS[slip].items() for part, text in parts.items()}
    weak = draw.uniform(0, 0.35)
    for place in made:
        if draw.random() < weak:
            made[place] = "" if draw.random() < 0.4 else miscopied(made[place], draw)
    return made


def half_blank(draw: random.Random) -> Script:
    """Whoever ran out of time: up to a point, then nothing; weak before it too."""
    made, places = slipping(draw), [(question, part) for question, parts in RIGHT.items() for part in parts]
    return {place: made[place] for place in places[: draw.randrange(6, 40)]}


def hostile(draw: random.Random) -> Script:
    """Anything may stand anywhere."""
    return {place: draw.choice(HOSTILE) if draw.random() < 0.6 else text for place, text in right(draw, True).items()}


def miscopied(text: str, draw: random.Random) -> str:
    """One digit is another one."""
    digits = [place for place, sign in enumerate(text) if sign.isdigit()]
    if not digits:
        return "?"
    place = draw.choice(digits)
    return text[:place] + str((int(text[place]) + draw.randrange(1, 9)) % 10) + text[place + 1 :]


def script(kind: str, draw: random.Random) -> Script:
    """What a student of a kind hands in."""
    match kind:
        case "slipping":
            return slipping(draw)
        case "half-blank":
            return half_blank(draw)
        case "hostile":
            return hostile(draw)
        case "nothing":
            return {("strides", "stride=2"): ""}
        case _:
            return right(draw, kind == "noisy")


def rows(seed: int = 0) -> list[dict[str, str]]:
    """The answers of the class as rows of JSONL, students in an order that says nothing of their kind."""
    draw = random.Random(seed)
    kinds = draw.sample(KINDS, len(KINDS))
    names = [f"{first} {last}" for first in FIRST.split() for last in LAST.split()]
    chosen = draw.sample(names, len(kinds))
    return [
        {"student": f"s{number:03}", "name": name, "question": question, "part": part, "answer": text}
        for number, (kind, name) in enumerate(zip(kinds, chosen, strict=True), 1)
        for (question, part), text in script(kind, draw).items()
    ]


def main(path: str) -> None:
    """Write the class to a file."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows())
    Path(path).write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])

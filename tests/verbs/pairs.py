"""Pairs of answers: what is expected, spellings that say the same, and answers that do not. Written for these tests."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """An expected answer, texts that are equal to it and texts that are not."""

    kind: str
    expected: str
    equal: tuple[str, ...]
    different: tuple[str, ...]
    options: dict[str, object] = field(default_factory=dict)


CASES = (
    Case(
        "size",
        "28x28x32",
        (
            "28×28×32", "(28, 28, 32)", "28 by 28 by 32", "28*28*32", "[28,28,32]", "1x28x28x32",
            "(None, 28, 28, 32)", "(N,28,28,32)", "28 X 28 X 32 feature maps", "the volume is 28x28x32.",
            "H=28, W=28, C=32",
        ),
        ("28x28", "28x28x31", "32x28x28", "25088", "28x28x32x1", "28.5x28x32"),
    ),
    Case(
        "size",
        "(1, 512)",
        ("1x512", "[1, 512]", "torch.Size([1, 512])"),
        ("(512, 1)", "512x1", "513"),
    ),
    Case(
        "size",
        "3x3",
        ("3 x 3 kernel", "Z is 3×3", "output: 3x3", "3-by-3", "$3\\times3$", "ℝ^{3×3}"),
        ("3", "9", "3x4", "33"),
    ),
    Case(
        "yesno",
        "possible",
        ("yes", "Yes, it is possible", "valid", "it works", "yes because 9/3 = 3", "true"),
        ("no", "not possible", "impossible", "No, 10/3", "it does not work", "not valid"),
    ),
    Case(
        "yesno",
        "False",
        ("false", "F", "No", "not true", "incorrect"),
        ("True", "T", "yes", "correct"),
    ),
    Case(
        "yesno",
        "no",
        ("No.", "it isn't possible", "cannot", "does not fit", "invalid"),
        ("Yes!", "it fits", "5x5"),
    ),
    Case(
        "fraction",
        "3/8",
        (
            "0.375", "37.5%", "6/16", "\\frac{3}{8}", "⅜", "3 / 8", "0,375", "three eighths", "3÷8", "x = 3/8",
            "P = 0.375", "≈ 0.375", "\\dfrac38",
        ),
        ("0.37", "3.75", "8/3", "0.38", "-3/8", "37.5", "3/8 or 5/8", "0.375%"),
    ),
    Case(
        "fraction",
        "2/3",
        ("0.667", "0.6667", "66.7%", "\\frac23", "two thirds", "4/6", "0,667"),
        ("0.66", "0.7", "0.67", "2/5", "66.7"),
    ),
    Case(
        "number",
        "2.5",
        ("2 1/2", "5/2", "2\\frac{1}{2}", "2½", "2,5", "2.50", "+2.5", "25/10", "2.5.", "(5/2)"),
        ("2.6", "25", "1/2", "-2.5", "2 1/3", "21/2"),
    ),
    Case(
        "number",
        "12",
        (
            "twelve", "12.0", "12", "3*4", "6+6", "12 neurons", "the answer is 12", "x=12", "n = 3·4 = 12", "$12$",
            "\\boxed{12}", "2^3+4", "sqrt(144)", "1.2e1", "24/2",
        ),
        ("13", "1.2", "120", "12%", "eleven", "12x", "12i", "-12", "12 or 13", "10 + 1"),
    ),
    Case(
        "number",
        "18",
        ("eighteen", "18 units", "9*2", "\\mathbf{18}"),
        ("nineteen", "1 8", "81", "18k"),
    ),
    Case(
        "percent",
        "12.5%",
        ("0.125", "12.5 percent", "1/8", "12,5 %", "12.5\\%"),
        ("12.5", "0.0125", "125%", "12%"),
    ),
    Case(
        "bigint",
        "1,234,567",
        ("1234567", "1 234 567", "1'234'567", "1.234567e6", "1.234567 million", "1.234.567", "1_234_567"),
        ("1,234,568", "1.23M", "1234", "1.234567", "12,345,67"),
        {"exact": True},
    ),
    Case(
        "bigint_approx",
        "62,378,344",
        ("62.4M", "6.24e7", "62 million", "≈62.4 million", "62.4 × 10^6"),
        ("63.5M", "62.4k", "6.24e6"),
        {"rtol": 0.01},
    ),
    Case(
        "param_count",
        "448",
        ("3*3*3*16+16", "(27+1)*16", "(3·3·3+1)·16 = 448", "448 parameters", "27·16 + 16"),
        ("432", "3*3*3*16", "449", "27*16+15"),
    ),
    Case(
        "sci",
        "0.00025",
        ("2.5e-4", "2.5 × 10^-4", "2.5*10^{-4}", "2.5·10⁻⁴", "0.025%", "25 × 10^{-5}", "1/4000"),
        ("2.5e-5", "2.5×10^4", "0.0025", "2.5-4"),
    ),
    Case(
        "ocr",
        "105",
        ("lO5", "1O5", "I05", "10S"),
        ("1 05", "1O6", "l5", "15"),
        {"ocr": True},
    ),
    Case(
        "ocr",
        "0.15",
        ("O.15", "0.l5", "o.15", "0.1S", "0·15"),
        ("15", "O.16", "0.115"),
        {"ocr": True},
    ),
    Case(
        "log",
        "-ln(0.25)",
        ("ln 4", "2 ln 2", "1.386", "\\ln(4)", "-\\log 0.25", "2*log(2)"),
        ("0.602", "-1.386", "log2(4)", "ln 2"),
        {"atol": 0.005},
    ),
    Case(
        "vector",
        "[0.6, 0.3, 0.1]",
        (
            "(0.6,0.3,0.1)", "0.6, 0.3, 0.1", "[0.6,0.3,0.1]^T", "\\begin{bmatrix}0.6\\\\0.3\\\\0.1\\end{bmatrix}",
            "[3/5, 3/10, 1/10]", "[0.6 0.3 0.1]", "np.array([0.6, 0.3, 0.1])", "0.6; 0.3; 0.1",
            "z = [0.6, 0.3, 0.1]", "{0.6, 0.3, 0.1}",
        ),
        ("[0.3,0.6,0.1]", "[0.6,0.3]", "[0.6,0.3,0.2]", "[0.6,0.3,0.1,0]", "0.6"),
    ),
    Case(
        "matrix",
        "[[1,-2],[0,3]]",
        (
            "\\begin{pmatrix}1&-2\\\\0&3\\end{pmatrix}", "[1,-2;0,3]", "1 -2\n0 3", "[[1, -2], [0, 3]]",
            "[1 -2; 0 3]", "\\left(\\begin{array}{cc}1&-2\\\\0&3\\end{array}\\right)", "M = [[1,-2],[0,3]]",
            "tensor([[1,-2],[0,3]])", "((1,-2),(0,3))", "[[1,0],[-2,3]]^T",
        ),
        ("[[1,2],[0,3]]", "[[1,0],[-2,3]]", "[1,-2,0,3]", "[[1,-2],[0,3],[0,0]]", "[[1,-2],[0,]]"),
    ),
    Case(
        "gate",
        "i_t = σ(W_i·[h_{t-1}, x_t] + b_i)",
        (
            "i_t = sigmoid(W_{xi} x_t + W_{hi} h_{t-1} + b_i)", "i_t = \\sigma(U_i h_{t-1} + W_i x_t + b_i)",
            "σ(W_i [x_t, h_{t-1}] + b_i)",
        ),
        (
            "i_t = tanh(W_i·[h_{t-1}, x_t] + b_i)", "i_t = σ(W_f·[h_{t-1}, x_t] + b_f)",
            "i_t = σ(W_i·[h_{t-1}, x_{t-1}] + b_i)", "o_t = σ(W_i·[h_{t-1}, x_t] + b_i)",
            "i_t = σ(W_i h_{t-1} + b_i)", "i_t = W_i·[h_{t-1}, x_t] + b_i", "i_t = σ(W_i·[h_{t-1}, x_t])",
        ),
    ),
    Case(
        "gate",
        "h_t = o_t ⊙ tanh(c_t)",
        ("h_t = o_t * tanh(C_t)", "h_t = \\tanh(c_t) \\odot o_t", "h_t = o_t ∘ tanh c_t"),
        (
            "h_t = o_t ⊙ σ(c_t)", "h_t = o_t ⊙ tanh(c_{t-1})", "h_t = i_t ⊙ tanh(c_t)", "h_t = o_t + tanh(c_t)",
            "h_t = tanh(o_t ⊙ c_t)",
        ),
    ),
    Case(
        "gate",
        "h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t",
        ("h_t = z_t * \\tilde{h}_t + (1-z_t) * h_{t-1}", "h_t = h_{t-1} + z_t ⊙ (h̃_t - h_{t-1})"),
        ("h_t = z_t ⊙ h_{t-1} + (1-z_t) ⊙ h̃_t", "h_t = (1-z_t) ⊙ h_t + z_t ⊙ h̃_t"),
    ),
    Case(
        "attention",
        "softmax(QK^T)V",
        ("\\operatorname{softmax}(QK^\\top)V", "softmax(Q K^T) V"),
        ("softmax(KQ^T)V", "softmax(Q^TK)V", "softmax(QK^T)", "softmax(QK)V"),
    ),
    Case(
        "derivative",
        "2x e^{x^2}",
        ("2 x exp(x^2)", "2xe^(x²)", "e^{x^2} * 2x", "\\exp(x^2)2x"),
        ("x e^{x^2}", "2x e^{2x}", "e^{x^2}", "2x e^x"),
    ),
    Case(
        "derivative",
        "1/(1+x^2)",
        ("\\frac{1}{1+x^2}", "(1+x^2)^{-1}", "1/(x²+1)"),
        ("1/(1-x^2)", "1/(1+x)", "-1/(1+x^2)"),
    ),
    Case(
        "derivative",
        "-1/x^2",
        ("-x^{-2}", "-\\frac{1}{x^2}", "−1/x²"),
        ("1/x^2", "-1/x", "-2/x^3"),
    ),
    Case(
        "update",
        "θ ← θ - α∇J(θ)",
        ("θ := θ - α ∇J(θ)", "\\theta \\leftarrow \\theta - \\alpha \\nabla J(\\theta)", "θ_{t+1} = θ_t - α∇J(θ_t)"),
        ("θ ← θ + α∇J(θ)", "θ ← θ - ∇J(θ)", "θ ← α∇J(θ)"),
    ),
    Case(
        "conv_formula",
        "⌊(W - K + 2P)/S⌋ + 1",
        ("floor((W-K+2P)/S)+1", "\\lfloor \\frac{W+2P-K}{S} \\rfloor + 1", "⌊(W-K+2P+S)/S⌋"),
        ("(W-K+2P)/S+1", "⌊(W-K+P)/S⌋+1", "⌊(W+K+2P)/S⌋+1", "⌊(W-K+2P)/S⌋"),
    ),
    Case(
        "loss",
        "\\frac{1}{n}\\sum_{i=1}^n (y_i - \\hat y_i)^2",
        (
            "\\frac1n \\sum_i (\\hat{y}_i - y_i)^2", "(1/n) Σ_{i=1}^{n} (y_i-ŷ_i)^2",
            "\\frac{1}{n}\\sum_{j=1}^{n}(y_j-\\hat{y}_j)^2",
        ),
        (
            "\\sum_{i=1}^n (y_i - \\hat y_i)^2", "\\frac{1}{n}\\sum_{i=1}^n |y_i - \\hat y_i|",
            "\\frac{1}{2n}\\sum_{i=1}^n (y_i - \\hat y_i)^2",
        ),
    ),
    Case(
        "bigO",
        "O(n log n)",
        ("O(n·log n)", "Θ(n log n)", "O(n \\log n)", "O(n ln n)", "n log n"),
        ("O(n)", "O(n^2)", "O(log n)", "O(n^2 log n)"),
    ),
    Case(
        "bigO",
        "O(T d^2)",
        ("O(d^2 T)", "\\mathcal{O}(T \\cdot d^2)", "O(2Td^2)"),
        ("O(T^2 d)", "O(Td)", "O(T + d^2)"),
    ),
    Case(
        "matrix_calc",
        "(A^T A)^{-1} A^T b",
        ("(A^\\top A)^{-1}A^\\top b", "(A'A)^{-1}A'b"),
        ("A^T (A^T A)^{-1} b", "(A A^T)^{-1} A^T b", "(A^T A) A^T b"),
    ),
    Case(
        "units",
        "250 ms",
        ("0.25 s", "250 milliseconds", "0.25 seconds", "250ms"),
        ("250", "250 s", "2.5 s", "250 m"),
    ),
    Case(
        "units",
        "16 MiB",
        ("16 MiB", "16777216 bytes", "16384 KiB"),
        ("16 MB", "16", "16 Mib", "32 MiB"),
    ),
    Case(
        "units",
        "3 km",
        ("3000 m", "3 kilometers"),
        ("3 m", "3", "3 km/s"),
    ),
    Case(
        "multi",
        "w = 0.5, b = -1",
        ("b=-1, w=0.5", "(w, b) = (0.5, -1)", "w = 1/2 and b = −1", "w=0.5; b=-1"),
        ("w = -1, b = 0.5", "w=0.5", "w=0.5, b=1", "w=0.5, b=-1, c=0"),
    ),
    Case(
        "mcq",
        "B, D",
        ("B and D", "D, B", "(B), (D)", "BD", "b, d", "B;D", "[B, D]"),
        ("B", "A, D", "B, C, D", "D"),
    ),
    Case(
        "mcq",
        "C",
        ("(C)", "C.", "C)", "option C", "The answer is C"),
        ("D", "A", "B, C"),
    ),
    Case(
        "interval",
        "-1 <= x < 2",
        ("[-1,2)", "x ∈ [-1, 2)", "-1 ≤ x < 2", "[-1,2[", "2 > x >= -1"),
        ("(-1,2)", "[-1,2]", "[-1,3)", "x < 2"),
    ),
    Case(
        "interval",
        "x > 0",
        ("(0, ∞)", "x ∈ (0, \\infty)", "0 < x", "]0, ∞["),
        ("x >= 0", "[0,∞)", "x < 0", "(0,1)"),
    ),
    Case(
        "inequality",
        "λ < 1",
        ("\\lambda < 1", "lambda<1", "1 > λ"),
        ("λ > 1", "λ <= 1", "λ < 2"),
    ),
    Case(
        "inequality",
        "2x + 1 > 5",
        ("x > 2", "2 < x", "2x>4"),
        ("x < 2", "x >= 2", "x>3"),
    ),
    Case(
        "text",
        "increases",
        ("It increases", "increase", "goes up"),
        ("decreases", "does not increase", "stays constant"),
    ),
    Case(
        "text",
        "overfitting",
        ("Overfitting", "over-fitting"),
        ("underfitting", "not overfitting"),
    ),
    Case(
        "text",
        "stays the same",
        ("unchanged", "does not change", "remains constant"),
        ("increases", "changes"),
    ),
    Case(
        "expr",
        "e^{-x}",
        ("exp(-x)", "1/e^x", "(1/e)^x", "\\frac{1}{e^{x}}"),
        ("e^x", "-e^x", "e^{-2x}"),
    ),
    Case(
        "expr",
        "log(1+e^x)",
        ("ln(1+exp(x))", "softplus(x)", "x + log(1+e^{-x})"),
        ("log(1+x)", "ln(e^x)", "log(1-e^x)"),
    ),
    Case(
        "expr",
        "|x-1|",
        ("|1-x|", "abs(x-1)", "sqrt((x-1)^2)", "max(x-1,1-x)"),
        ("x-1", "|x+1|", "|x|-1"),
    ),
    Case(
        "expr",
        "n(n-1)/2",
        ("\\frac{n(n-1)}{2}", "(n^2-n)/2", "\\binom{n}{2}", "0.5*n*(n-1)"),
        ("n(n+1)/2", "n^2/2", "n(n-1)"),
    ),
    Case(
        "pm",
        "3 ± 0.2",
        ("3 ± 0.2", "3.0 +/- 0.2", "3 \\pm 0.2"),
        ("3", "2.8 to 3.2", "3 ± 0.1"),
    ),
    Case(
        "inf",
        "-infinity",
        ("-∞", "-\\infty", "-inf"),
        ("infinity", "0", "∞"),
    ),
    Case(
        "number",
        "1000",
        ("1,000", "1 000", "10^3", "1e3", "1k"),
        ("1,00", "1.000,5", "100", "10^4"),
    ),
    Case(
        "number",
        "73856",
        ("3*3*64*128 + 128 = 73856", "73.856k", "(3*3*64+1)*128"),
        ("73.856", "73856x"),
    ),
    Case(
        "equation",
        "y = 3x - 2",
        ("3x - 2 = y", "y + 2 = 3x", "2y = 6x - 4", "3x - y = 2"),
        ("y = 3x + 2", "y = 2 - 3x", "y = 3x"),
    ),
    Case(
        "equation",
        "x^2 + y^2 = 25",
        ("y^2 + x^2 = 25", "x^2+y^2-25=0", "25 = x^2 + y^2"),
        ("x^2+y^2=5", "x^2-y^2=25", "x+y=5"),
    ),
    Case(
        "equation",
        "x = 4",
        ("4", "x=4", "4 = x", "x = 2+2", "x = 8/2 = 4"),
        ("x = 5", "y = 4", "x = -4"),
    ),
    Case(
        "set",
        "{1, 2, 4}",
        ("{4, 2, 1}", "1, 2, 4", "\\{1,2,4\\}", "2 and 1 and 4", "1;2;4"),
        ("{1,2}", "{1,2,3}", "{1,2,4,8}"),
    ),
    Case(
        "tuple_interval",
        "(2, 3)",
        ("(2,3)", "x=2, y=3", "(2.0, 3)"),
        ("(3,2)", "(2,3,4)", "2"),
    ),
    Case(
        "list",
        "4, 7, and 9",
        ("4, 7, 9", "4,7 and 9", "\\{4,7,9\\}"),
        ("4, 7", "4, 7, 8"),
    ),
    Case(
        "numeric_expression",
        "\\frac{\\sqrt{2}}{2}",
        ("\\sqrt{1/2}", "1/\\sqrt2", "0.7071", "sin(pi/4)", "2^{-1/2}"),
        ("\\sqrt2", "0.70", "1/2"),
    ),
    Case(
        "numeric_expression",
        "3\\pi",
        ("3π", "9.42", "9.425", "pi*3"),
        ("3.14", "9", "3pi^2"),
    ),
    Case(
        "expression",
        "x^3-1",
        ("(x-1)(x^2+x+1)", "x*x*x - 1"),
        ("(x-1)^3", "x^3+1", "X^3-1"),
    ),
    Case(
        "expression",
        "\\cos(2x)",
        ("cos^2 x - sin^2 x", "1-2sin^2(x)", "2\\cos^2(x)-1"),
        ("2cos x", "cos^2 x", "\\cos(x)"),
    ),
    Case(
        "expression",
        "a^2 - b^2",
        ("(a-b)(a+b)", "(a+b)(a-b)"),
        ("(a-b)^2", "b^2-a^2"),
    ),
    Case(
        "expression",
        "x_1 + x_2",
        ("x1+x2", "x₁ + x₂", "x_2+x_1", "x_{1}+x_{2}"),
        ("x_1 x_2", "x_1-x_2", "2x"),
    ),
    Case(
        "matrix",
        "[[a, b],[c, d]]",
        ("\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}", "[a,b;c,d]"),
        ("[[a,c],[b,d]]", "[[a,b],[c,e]]"),
    ),
    Case(
        "number",
        "0.5",
        ("0.5", "1/2", "50%", "half", "one half", ".5", "0,5", "½"),
        ("0.6", "2", "50", "1/3"),
    ),
    Case(
        "number",
        "-0.0587",
        ("-0.0587", "−0.0587", "-5.87e-2", "-5.87%"),
        ("0.0587", "-0.587", "-0.06"),
    ),
    Case(
        "number",
        "3.14159",
        ("3.14159",),
        ("3.14", "3.1416", "22/7"),
    ),
    Case(
        "number",
        "0.0000001",
        ("1e-7", "10^-7"),
        ("0.0000004", "1e-6"),
    ),
)

EQUAL = tuple((case, text) for case in CASES for text in case.equal)
DIFFERENT = tuple((case, text) for case in CASES for text in case.different)

"""Measures of predicted numbers: errors, MSE, RMSE, MAE, R²."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes

TRUTH, GUESS, ERRORS = Sym("truth"), Sym("predictions"), Sym("errors")


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Errors, their means, and the share of the variance that is explained."""
    one, other = facts.shape("truth"), facts.shape("predictions")
    if not one or one != other:
        raise LawError(
            f"truth is {describe(one)} and predictions {describe(other)}", "a prediction for each true value"
        )
    squares = ERRORS ** Num(2)
    unsquared = Mistake("errors-not-squared", "The errors are squared before the mean is taken.", apply("mean", ERRORS))
    summed = Mistake("sum-in-place-of-mean", "The sum is divided by the number of values.", apply("sum", squares))
    upside = Mistake(
        "one-minus-forgotten", "R² is one minus the share that is not explained.", Sym("residual") / Sym("total")
    )
    return with_mistakes(
        (
            Line("errors", TRUTH - GUESS, "true value minus prediction"),
            Line("mse", apply("mean", squares), "mean of the squared errors", (unsquared, summed)),
            Line("rmse", apply("sqrt", Sym("mse")), "root of the mean squared error"),
            Line("mae", apply("mean", apply("abs", ERRORS)), "mean of the absolute errors"),
            Line("average", apply("mean", TRUTH), "mean of the true values"),
            Line("residual", apply("sum", squares), "squared errors, summed"),
            Line("total", apply("sum", (TRUTH - Sym("average")) ** Num(2)), "squares around the mean, summed"),
            Line("r2", 1 - Sym("residual") / Sym("total"), "the share of the variance that is explained", (upside,)),
        )
    )


ALGORITHMS = (
    Algorithm(
        name="regression-measures",
        summary="MSE, RMSE, MAE and R² of predictions",
        inputs=(
            Input("truth", "true values", also=("y", "y_true", "targets", "t", "labels")),
            Input("predictions", "predicted values", also=("p", "y_hat", "y_pred", "predicted", "yhat")),
        ),
        results=(
            Result("mse", "mean squared error", ("MSE",)),
            Result("rmse", "root mean squared error", ("RMSE",)),
            Result("mae", "mean absolute error", ("MAE",)),
            Result("r2", "coefficient of determination", ("R2", "r-squared", "R²")),
            Result("errors", "true minus predicted"),
        ),
        equations=equations,
        example="question q: compute regression-measures\n  truth = [3, 5, 7]\n  predictions = [2, 5, 9]\n"
        "  find mse, mae, r2 exactly",
        also=("regression-metrics",),
    ),
)

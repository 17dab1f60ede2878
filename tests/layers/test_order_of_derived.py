"""The steps of what is derived come in the same order, however the asked quantities were collected."""

from itertools import permutations

from examsolver.core.layer import Placed
from examsolver.layers import CATALOGUE
from examsolver.layers.derived import derived_steps
from examsolver.layers.quantities import Facts


def test_the_order_of_a_set_does_not_show():
    layer = CATALOGUE.get("conv")
    assert layer is not None
    settings = {option.name: option.default for option in layer.options} | {"filters": 4, "kernel": 3}
    placed = Placed("conv", layer, ("input",), settings, None)
    steps = layer.steps(placed, {})
    orders = {
        tuple(step.name for step in derived_steps(placed, steps, asked, {}, Facts()))
        for asked in permutations(("additions", "multiplications", "parameters-of-one", "flops"))
    }
    assert len(orders) == 1

"""What the figures of a class mean, in a sentence each."""

from __future__ import annotations

from collections.abc import Mapping

DEFINITIONS: Mapping[str, str] = {
    "deviation": "Standard deviation: the root of the mean squared distance of the totals from their mean.",
    "quartiles": "Quartiles: a quarter of the students lies below the first mark, a quarter above the second.",
    "facility": (
        "Facility: the mean mark over the marks that can be had; 100 % where everybody has all of them, "
        "0 % where nobody has any."
    ),
    "discrimination": (
        "Discrimination: the correlation of the marks for it with all other marks of a student (item-rest). Near 1, "
        "who does well elsewhere does well here; near 0, that says nothing; below 0, who does well elsewhere loses it."
    ),
    "alpha": (
        "Cronbach's alpha: k/(k − 1) · (1 − the sum of the variances of the k items / the variance of the totals). "
        "It tells how far the items measure the same thing, 1 at most. Parts of one question rest on one another, "
        "which raises it, so it is given for whole questions too."
    ),
}

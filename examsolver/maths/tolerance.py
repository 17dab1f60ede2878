"""How far a number may be off, where a comparison is told so."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from examsolver.maths.magnitude import magnitude


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Each that is given allows so much; nothing given: exact, or right in all digits of a value without end.

    Attributes:
        absolute, relative: of the expected value; both together add up.
        decimals, significant: half a unit of that place.
        exact: nothing but the value itself.
    """

    absolute: Fraction | None = None
    relative: Fraction | None = None
    decimals: int | None = None
    significant: int | None = None
    exact: bool = False

    @property
    def told(self) -> bool:
        """Whether anything is given."""
        return self.exact or any(
            part is not None for part in (self.absolute, self.relative, self.decimals, self.significant)
        )

    def width(self, truth: Fraction) -> Fraction | None:
        """How far a value may be off the truth; None where nothing is said."""
        if not self.told:
            return None
        width = (self.absolute or Fraction(0)) + (self.relative or Fraction(0)) * abs(truth)
        if self.decimals is not None:
            width += Fraction(1, 2) / Fraction(10) ** self.decimals
        if self.significant is not None:
            width += Fraction(1, 2) * Fraction(10) ** (magnitude(truth) - self.significant + 1)
        return width


STRICT = Tolerance()

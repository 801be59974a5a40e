"""Numbers on home pages: each is a figure for a scope, and leads to its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from funding.figures import CATALOGUE
from programme.common.figures import Scope
from programme.common.numbers import as_text
from programme.oversight.scopes import rows_path
from programme.oversight.together import together


@dataclass(frozen=True)
class Number:
    """A value and the address of the rows that it counts."""

    key: str
    value: Decimal
    href: str

    @property
    def text(self) -> str:
        """The value for people."""
        return as_text(self.value, CATALOGUE[self.key].places)

    @property
    def count(self) -> int:
        """The value as a whole number, to choose between one and many."""
        return int(self.value)

    @property
    def label(self) -> str:
        """The figure's name."""
        return str(CATALOGUE[self.key].label)

    @property
    def unit(self) -> str:
        """What is counted."""
        return str(CATALOGUE[self.key].unit)


@dataclass(frozen=True)
class Wanted:
    """A number that a page needs: which figure, for what.

    county, grant, municipality, size, started (`2024` or `2019-2024`): what narrows the scope's enrolments.
    """

    key: str
    scope: Scope
    county: str = ""
    grant: int | None = None
    municipality: str = ""
    size: str = ""
    started: str = ""

    def stated(self, value: Decimal | int) -> Number:
        """The number with its value."""
        narrowed = {
            "county": self.county,
            "municipality": self.municipality,
            "size": self.size,
            "started": self.started,
        }
        href = rows_path(self.key, self.scope, grant=self.grant, **narrowed)
        return Number(self.key, Decimal(value), href)


def stated(wanted: Mapping[str, Wanted]) -> dict[str, Number]:
    """All the numbers of a page in one query."""
    values = together({name: (CATALOGUE[one.key], one.scope) for name, one in wanted.items()})
    return {name: one.stated(values[name]) for name, one in wanted.items()}

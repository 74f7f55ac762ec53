"""Plan of a generated ledger: its size, and how many entities and sources it has."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Size and content of a generated ledger. The same plan gives the same records.

    ``hubs``: for each number a list, which is a measure with that many links. ``first``: number of the first company,
    measure and so on. Ledgers with different numbers share only countries and products, so they can be loaded one
    after the other.
    """

    statements: int
    seed: int = 1
    hubs: tuple[int, ...] = ()
    first: int = 0

    def __post_init__(self) -> None:
        if self.statements < 1 or min(self.hubs, default=1) < 1:
            raise ValueError("A ledger has at least one statement, and a hub at least one link.")
        if max(self.hubs, default=0) > 2 * self.companies:
            most = 2 * self.companies
            raise ValueError(
                f"A hub of {self.statements} statements has at most {most} links: ask for more statements."
            )
        if self.hub_statements > self.statements:
            raise ValueError(f"The hubs need {self.hub_statements} statements: ask for more statements.")

    @property
    def hub_statements(self) -> int:
        """Number of statements about the hubs: one for each link, and one for the act that imposed each."""
        return sum(self.hubs) + len(self.hubs)

    @property
    def measures(self) -> int:
        """Number of measures, without the hubs."""
        return self.statements // 20 + 1

    @property
    def companies(self) -> int:
        """Number of companies."""
        return self.statements // 5 + 5

    @property
    def officials(self) -> int:
        """Number of officials."""
        return self.statements // 100 + 5

    @property
    def persons(self) -> int:
        """Number of other persons."""
        return self.statements // 200 + 5

    @property
    def agencies(self) -> int:
        """Number of agencies."""
        return self.statements // 400 + 5

    @property
    def courts(self) -> int:
        """Number of courts."""
        return self.statements // 4000 + 2

    @property
    def agreements(self) -> int:
        """Number of agreements."""
        return self.statements // 1000 + 2

    @property
    def events(self) -> int:
        """Number of talks and other events."""
        return self.statements // 400 + 2

    @property
    def subheadings(self) -> int:
        """Number of HS subheadings among the products, if there are so many; headings and chapters are added."""
        return self.statements // 8 + 20

    @property
    def sources(self) -> int:
        """Number of sources."""
        return self.statements // 8 + 20

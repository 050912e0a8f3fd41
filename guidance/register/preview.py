"""What an import would change, for people to look at, and the tables that it would write."""

from dataclasses import dataclass

from guidance.register.faults import RegisterFault
from guidance.register.known import Table


@dataclass(frozen=True)
class Added:
    """A college that the catalogue does not have; ``similar`` are names of those that it perhaps is."""

    id: str
    name: str
    place: str
    similar: tuple[str, ...]


@dataclass(frozen=True)
class Changed:
    """One cell of a college."""

    id: str
    name: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class ProgrammeAdded:
    """A specialty that a college is not known to teach yet."""

    college: str
    college_name: str
    code: str
    name: str


@dataclass(frozen=True)
class Missing:
    """A college of the regions in the register that is not in it: reported, never removed."""

    id: str
    name: str


@dataclass(frozen=True)
class Unclear:
    """A college of the register that may be several of the catalogue's: left alone."""

    sheet: str
    row: int
    name: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """How many there are of each; ``changed`` counts colleges, not cells."""

    added: int
    changed: int
    programmes: int
    missing: int
    unclear: int
    not_taken: int


@dataclass(frozen=True)
class Preview:
    """Everything an import would do, and what it leaves alone."""

    added: tuple[Added, ...]
    changed: tuple[Changed, ...]
    programmes: tuple[ProgrammeAdded, ...]
    missing: tuple[Missing, ...]
    unclear: tuple[Unclear, ...]
    not_taken: tuple[RegisterFault, ...]
    unused: tuple[str, ...]
    rows: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.added or self.changed or self.programmes)

    @property
    def counts(self) -> Counts:
        """How many there are of each."""
        return Counts(
            added=len(self.added),
            changed=len({one.id for one in self.changed}),
            programmes=len(self.programmes),
            missing=len(self.missing),
            unclear=len(self.unclear),
            not_taken=len(self.not_taken),
        )


@dataclass(frozen=True)
class Changes:
    """The preview, and the two tables as they would be."""

    preview: Preview
    colleges: Table
    programmes: Table

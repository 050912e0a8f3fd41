"""What every row has: its source, and where it is named, its name in both languages."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from guidance.catalogue.cells import Language, NameBasis, OptionalDate, Plain, Text, WebAddress


class Row(BaseModel):
    """One row of a table, with where the fact was read.

    ``source_url`` holds the page (several are parted by spaces), ``source_note`` says in words what the page cannot;
    at least one of them is filled. ``source_date`` is the date that the source itself bears, if any;
    everything was collected on the day that ``data/datapackage.json`` names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    source_url: Annotated[tuple[WebAddress, ...], BeforeValidator(lambda v: v.split())] = ()
    source_note: Plain = ""
    source_date: OptionalDate = None
    source_kind: Annotated[str, Field(pattern=r"^[a-z_0-9]+$")]

    @model_validator(mode="after")
    def _has_a_source(self) -> "Row":
        if not (self.source_url or self.source_note):
            raise ValueError("the row names no source")
        return self


class Named(Row):
    """A row that has a name in both languages."""

    name_ru: Text
    name_kk: Text

    def name(self, language: Language) -> str:
        """The name in one language."""
        return self.name_kk if language == "kk" else self.name_ru


# A list of eight long names has to fit into one message of 4,096 characters, with all that stands around them.
_LONGEST_NAME = 250


class NamedBySource(Row):
    """A row whose names may be the project's translation, or missing in one language: ``name_basis`` says which."""

    name_ru: Annotated[Plain, Field(max_length=_LONGEST_NAME)]
    name_kk: Annotated[Plain, Field(max_length=_LONGEST_NAME)]
    name_basis: NameBasis

    @field_validator("name_basis")
    @classmethod
    def _has_its_names(cls, basis: NameBasis, others: ValidationInfo) -> NameBasis:
        for language in ("ru", "kk"):
            name, is_missing = others.data.get(f"name_{language}"), basis == f"{language}_missing"
            # A name that was refused itself has its own fault.
            if name is not None and bool(name) == is_missing:
                raise ValueError(f"name_{language} is {'there' if name else 'empty'}")
        return basis

    def name(self, language: Language) -> str:
        """The name in one language; in the other where only that is known."""
        return (self.name_kk or self.name_ru) if language == "kk" else (self.name_ru or self.name_kk)

    def name_is_translated(self, language: Language) -> bool:
        """Whether the name in this language is the project's own translation."""
        return self.name_basis in (f"{language}_translated", "both_translated")

    def name_is_missing(self, language: Language) -> bool:
        """Whether the name in this language is not known, so that :meth:`name` gives the other one."""
        return self.name_basis == f"{language}_missing"

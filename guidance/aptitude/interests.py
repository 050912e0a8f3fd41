"""Holland's six interests, in the order of the hexagon."""

from enum import StrEnum


class Interest(StrEnum):
    """One of the six (RIASEC); neighbours on the hexagon are alike, opposites differ most."""

    REALISTIC = "R"
    INVESTIGATIVE = "I"
    ARTISTIC = "A"
    SOCIAL = "S"
    ENTERPRISING = "E"
    CONVENTIONAL = "C"

"""The clock by which the sandbox dates messages and lets things expire; tests and the page may turn it."""

import time
from collections.abc import Callable


class Clock:
    """Runs with the machine's clock until it is told otherwise."""

    def __init__(self, real: Callable[[], float] = time.time) -> None:
        self._real = real
        self._stopped: float | None = None
        self._ahead = 0.0

    @property
    def shift(self) -> float:
        """Seconds by which it is ahead of the machine's."""
        return self.time() - self._real()

    @property
    def running(self) -> bool:
        """It has not been frozen."""
        return self._stopped is None

    def time(self) -> float:
        """Unix seconds."""
        return self._real() + self._ahead if self._stopped is None else self._stopped

    def advance(self, seconds: float) -> None:
        """Turn it on by so many seconds, or back where negative."""
        if self._stopped is None:
            self._ahead += seconds
        else:
            self._stopped += seconds

    def set(self, unix: float) -> None:
        """Make it this moment, in Unix seconds."""
        if self._stopped is None:
            self._ahead = unix - self._real()
        else:
            self._stopped = unix

    def freeze(self) -> None:
        """Stop at this moment."""
        self._stopped = self.time()

    def run(self) -> None:
        """Go on from where it stands."""
        if self._stopped is not None:
            self._ahead = self._stopped - self._real()
            self._stopped = None

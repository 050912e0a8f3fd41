"""Measurements: ``make bench``. They print seconds of this machine, and ratios, which carry over to others."""

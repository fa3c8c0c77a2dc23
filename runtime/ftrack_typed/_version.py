"""The version of the whole distribution, kept once."""

__version__ = "0.1.0"

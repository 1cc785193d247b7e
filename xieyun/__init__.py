"""Xieyun 协运: a collaborative operation platform."""

__version__ = "0.1.0"

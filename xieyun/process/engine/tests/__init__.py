"""Tests of the engine: models and scenarios, approval practice, formats, properties."""

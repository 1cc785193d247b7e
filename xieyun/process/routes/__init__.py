"""Handlers of the process API, by subject; `process.api` puts them on one router."""

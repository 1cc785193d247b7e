"""Roles, grants, scopes and the one compiler that every read goes through."""

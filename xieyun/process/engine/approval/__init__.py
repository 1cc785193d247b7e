"""Approval practice on user tasks: who is asked, when a countersign is decided, and every verb of the handlers."""

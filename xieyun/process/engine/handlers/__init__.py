"""What the commands do that are not verbs of a handler."""

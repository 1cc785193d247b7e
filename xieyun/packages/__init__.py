"""App packages: folders of declarations that are checked, planned, applied and exported again."""

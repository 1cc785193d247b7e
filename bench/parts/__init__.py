"""Parts of a benchmark that are measured in the same run on the same database."""

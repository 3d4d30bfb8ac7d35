"""From raw files to one immutable DuckDB build: readers, language work, derived tables, publishing."""

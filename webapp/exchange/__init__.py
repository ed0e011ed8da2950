"""File formats: bytes in, drafts and problems out. Pure: no web framework, no database, no clock."""

"""My data: what is stored about a person, taking it along, reading it back, and being forgotten."""

"""A teacher's own banks: files brought to them, checked and kept; who may see them; what students report."""

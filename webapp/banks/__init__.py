"""Banks, their questions and the immutable versions of what a question says."""

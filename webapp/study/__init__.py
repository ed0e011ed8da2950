"""Studying: cards, the review log, study sessions, and the pages that show a learner's own state."""

"""What a learner remembers and when to ask again: FSRS-6, calendar days, steps, fuzz, queue order, the
review log.

Pure: no web framework, no database, no clock and no chance of its own. Days are ordinals
(`date.toordinal()`), instants are milliseconds UTC, ratings are 1 Again, 2 Hard, 3 Good, 4 Easy.
"""

"""Progress: what a learner has done, remembers and will be asked, and the schedule that is fitted to it."""

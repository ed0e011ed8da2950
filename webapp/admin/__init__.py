"""Pages of whoever runs the site: people, who may sign up, what was checked."""

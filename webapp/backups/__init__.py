"""Backups, restores and moves: nothing that cannot be undone happens without a checked copy first."""

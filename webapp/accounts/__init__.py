"""Learners, teachers and hosts: who somebody is, and how they want the app to behave."""

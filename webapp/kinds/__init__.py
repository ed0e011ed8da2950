"""Question kinds: what may be asked, how an answer is read, marked and explained.

Pure: no web framework, no database, no clock; seeds come in as arguments.
"""

"""The text of questions as safe HTML: plain or Markdown, mathematics, words of another language. Pure."""

from webapp.text.pictures import addresses, described, in_words, shown
from webapp.text.reaching import reachable, unparted
from webapp.text.rendering import block, inline, parted

__all__ = ["addresses", "block", "described", "in_words", "inline", "parted", "reachable", "shown", "unparted"]

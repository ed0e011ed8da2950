"""The text of questions as safe HTML: plain or Markdown, mathematics, words of another language. Pure."""

from webapp.text.rendering import block, inline

__all__ = ["block", "inline"]

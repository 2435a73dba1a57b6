"""Widgets of our own: they are given values, and say what happened in messages."""

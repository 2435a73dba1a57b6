"""Datasets in and out: what is read of the user's files, what is written, and which annotations."""

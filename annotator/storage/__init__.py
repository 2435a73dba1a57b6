"""Projects on disk: files in, values out, and nothing lost on the way."""

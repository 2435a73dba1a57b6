"""One screen a module: library, annotate, help and the dialogs."""

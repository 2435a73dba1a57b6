"""Programs that people train, share and annotate with, set on what is exported; each in a process of its own.

A client is a module here with ``main(folder)``, which tells what it found; ``checks.run`` starts it.
"""

"""Crashes, faults and damage, and whether anything that was said to be saved is lost by them.

A *script* is what an annotator does; each step is acknowledged once the session says that it is saved. A *suite* ends
a script at a moment, or makes a call of the system fail, and has the project *judged* as it is opened again. All goes
the public way in, so that every suite can be set upon a *planted* store, which has a fault, and must find it.

``python -m tests.crashes`` runs the suites at length.
"""

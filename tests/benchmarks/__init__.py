"""The benchmark program: ``python -m tests.benchmarks``. Not part of the test run; it asserts nothing."""

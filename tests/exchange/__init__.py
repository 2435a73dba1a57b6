"""Tests of datasets in and out."""

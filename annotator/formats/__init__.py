"""Other tools' formats, one module each: core values in, core values out."""

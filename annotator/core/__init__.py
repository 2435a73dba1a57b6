"""Values and functions of the domain: no file, clock, random source or screen in here."""

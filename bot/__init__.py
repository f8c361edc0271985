"""os2bot."""

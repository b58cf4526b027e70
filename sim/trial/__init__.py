"""Floor 5: theories on trial. What was observed, how probable a theory makes it, and which numbers make it most so."""

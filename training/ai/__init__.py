"""AI engines: one contract (`base`), a hosted engine, and a local engine that needs no network."""

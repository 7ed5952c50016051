"""How learning updates change knowledge: one module for each kind, named in UPDATE_APPLIERS."""

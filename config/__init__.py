"""The composition root: settings, URLs, the runtime and the commands that need every app."""

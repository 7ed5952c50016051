"""The local engine in parts: analysis, topics, drafting, answering. `training.ai.local_provider` puts them together."""

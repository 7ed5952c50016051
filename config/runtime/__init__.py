"""The services of one machine: embedded PostgreSQL and broker, and the processes that `manage.py up` keeps alive.

Nothing here imports Django, so that `manage.py` can set the environment before the settings are read.
"""

"""Settings: `base` is shared; `dev` runs on one machine, `test` in the tests, `prod` on servers."""

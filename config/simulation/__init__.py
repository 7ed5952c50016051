"""An organization whose true effects are known, lived through week by week: `manage.py simulate`."""

"""The control API below ``/__mock__/``: everything that one may ask of a server and of its sandboxes."""

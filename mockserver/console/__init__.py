"""The web page below ``/__mock__/console/``: calls as they arrive, records, faults, time and actions of a sandbox."""

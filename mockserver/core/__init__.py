"""What every dialect stands on: state, contracts, outcomes, faults, the clock, and one action between its contracts."""

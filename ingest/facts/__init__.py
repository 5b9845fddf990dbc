"""What a clause states: measures, funds, targets, units, conditions, windows, references."""

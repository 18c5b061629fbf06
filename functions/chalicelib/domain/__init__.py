"""Pure rules: no clock, no randomness, no environment, no IO."""

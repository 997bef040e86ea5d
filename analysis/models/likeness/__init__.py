"""What words mean where they stand, by which claims are aligned."""

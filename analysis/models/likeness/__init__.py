"""What makes two words of an event alike, and how much each one counts when claims are aligned."""

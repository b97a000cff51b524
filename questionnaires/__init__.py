"""What is asked and how an answer is understood. Pure."""

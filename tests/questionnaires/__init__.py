"""What is asked, and how answers are understood."""

"""What comes back: files to content, content to answers and changes. Pure functions of the bytes."""

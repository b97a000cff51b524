"""What people say about a draft in words: that they agree, what to change, and where."""

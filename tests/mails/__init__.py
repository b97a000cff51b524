"""A corpus of replies as real clients write them: the clients, the cases, and what a careful reader makes of each."""

"""What the returns say: tallies, verbatims, drafts and amendments. Pure."""

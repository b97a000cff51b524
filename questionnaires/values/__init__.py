"""From what a person wrote to a value, or an honest question back. Pure."""

"""What the system does, one file each: load, decide, save. The ports stand in `usecases.ports`."""

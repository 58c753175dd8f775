"""The commands of `aftercare`: a module here is one, named like it, with a click command called `command`."""

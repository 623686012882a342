"""What operators do with a whole site: back it up, bring it back, move it, and look whether all of it is right."""

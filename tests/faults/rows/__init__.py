"""The rows of the table, a module each. `run` takes the kind of site and how much to do, and answers its lines."""

"""Projects of 5,000 lines for the type checkers: on our package, and on ariadne's."""

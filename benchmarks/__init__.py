"""The benchmarks: this client against the official one and against the floor."""

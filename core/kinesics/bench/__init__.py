"""What `kinesics bench` and the benchmarks of the project measure, and how."""

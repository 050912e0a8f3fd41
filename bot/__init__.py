"""The program: settings, command line, and the wiring of everything else."""

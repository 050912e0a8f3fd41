"""From an interest profile to specialties, and from specialties to colleges, each with its reason."""

"""Colleges, specialties and programmes of Kazakhstan, each fact with its source and date."""

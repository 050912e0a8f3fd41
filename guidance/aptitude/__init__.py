"""The interest questionnaire: items, the order they are asked in, and the profile they give."""

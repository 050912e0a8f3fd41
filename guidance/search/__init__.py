"""Finding what people mean, however they spell it."""

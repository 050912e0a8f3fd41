"""What the bot sends of its own accord, always because somebody asked for it."""

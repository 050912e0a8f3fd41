"""The people who use the bot, and the little that is kept of them."""

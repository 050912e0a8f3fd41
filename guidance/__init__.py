"""What the bot knows and decides: no Telegram, no network; importable and tested alone."""

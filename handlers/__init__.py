"""What people see in Telegram: one module a conversation."""

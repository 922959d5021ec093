"""What every command is made with: requests and replies, the registry, who may, forms and blocks."""

"""What the bot says: blocks and modals, made from answers. What people typed is never mrkdwn here."""

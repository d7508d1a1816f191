"""What a webhook is: its events, its signature, its address, its request. Nothing here knows the database."""

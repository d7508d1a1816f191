"""What may be read of fraud."""

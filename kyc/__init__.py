"""Know your customer: registration, encrypted identity, documents, and review."""

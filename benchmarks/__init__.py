"""What a transfer costs: the bank beside a textbook project and beside PostgreSQL alone, interleaved in one run."""

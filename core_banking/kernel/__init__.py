"""What every app may use and what uses no app: money, errors, events, clock, actors, encryption, transactions."""

"""The project package: settings, the kernel every app stands on, and the HTTP habits they share."""

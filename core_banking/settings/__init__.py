"""Settings: `development` (the default), `test` and `production` over one `base` made of components."""

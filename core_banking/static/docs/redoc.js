"use strict";

// System fonts instead of Redoc's own choice, which would be fetched from another host.
const page = document.getElementById("redoc");
const fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

Redoc.init(
  page.dataset.schema,
  { theme: { typography: { fontFamily: fonts, headings: { fontFamily: fonts } } } },
  page,
);

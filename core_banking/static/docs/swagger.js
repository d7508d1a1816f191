"use strict";

// A file of its own, so that the page's policy can forbid every script that is written into a page.
const page = document.getElementById("swagger-ui");

SwaggerUIBundle({
  ...JSON.parse(page.dataset.options),
  url: page.dataset.schema,
  domNode: page,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});

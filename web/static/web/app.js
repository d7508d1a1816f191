// @ts-check
/** The beginning: language and theme, the session of an earlier page, then the page of the address. */

import { preferredLanguage, useLanguage } from "./core/i18n.js";
import { start } from "./core/router.js";
import { session } from "./core/session.js";
import { buildShell, showPage } from "./core/shell.js";
import { applyTheme } from "./core/theme.js";
import { addRoutes } from "./routes.js";

applyTheme();
await useLanguage(preferredLanguage());
addRoutes();
await session.restore();
buildShell();
await start(showPage);

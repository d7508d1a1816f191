// @ts-check
/** Every page of the client. The first pattern that fits an address wins. */

import { route } from "./core/router.js";
import { routes as money } from "./pages/routes_money.js";
import { routes as planning } from "./pages/routes_planning.js";

/** @type {[string, () => Promise<any>, import("./core/router.js").RouteOptions?][]} */
const identity = [
  ["/sign-in", () => import("./pages/sign_in.js"), { open: true }],
  ["/register", () => import("./pages/register.js"), { open: true }],
  ["/password-reset", () => import("./pages/password_reset.js"), { open: true }],
  ["/password-reset/confirm", () => import("./pages/password_reset_confirm.js"), { open: true }],
  ["/contact", () => import("./pages/contact.js"), { open: true }],
  ["/identity", () => import("./pages/identity.js")],
  ["/notifications", () => import("./pages/notifications.js")],
  ["/profile", () => import("./pages/profile.js")],
  ["/security", () => import("./pages/security.js")],
  ["/more", () => import("./pages/more.js")],
  ["/look", () => import("./pages/look.js"), { open: true }],
];

/** Make every page known to the router. */
export function addRoutes() {
  for (const [pattern, load, options] of [...money, ...planning, ...identity]) route(pattern, load, options);
}

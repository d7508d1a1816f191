// @ts-check
/** The way to every page, for small screens, whose navigation has room for the most used ones. */

import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { button, card, icon } from "../core/parts.js";
import { link, navigate, navigationRoutes } from "../core/router.js";
import { session } from "../core/session.js";

export async function page() {
  const pages = [
    ...navigationRoutes().map(({ pattern, options }) => {
      const place = /** @type {{label: string, icon: string}} */ (options.navigation);
      return { path: pattern, picture: place.icon, label: t(place.label) };
    }),
    { path: "/notifications", picture: "bell", label: t("Notifications") },
    { path: "/identity", picture: "shield", label: t("Identity check") },
    { path: "/profile", picture: "user", label: t("Profile") },
    { path: "/security", picture: "lock", label: t("Security") },
    { path: "/contact", picture: "mail", label: t("Contact") },
    { path: "/look", picture: "globe", label: t("Language and look") },
  ];
  const row = (/** @type {{path: string, picture: string, label: string}} */ { path, picture, label }) =>
    h("li", null, link(path, [icon(picture), h("span", { class: "list-text list-title" }, label), icon("right", "muted")], { class: "list-row" }));
  return {
    title: t("More"),
    actions: button(t("Sign out"), leave, { icon: "logout" }),
    content: card(null, h("ul", { class: "list" }, pages.map(row))),
    narrow: true,
  };
}

async function leave() {
  await session.signOut();
  await navigate("/sign-in");
}

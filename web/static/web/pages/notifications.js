// @ts-check
/** What the bank has said. */

import { api } from "../core/api.js";
import { h } from "../core/dom.js";
import { dateTime, t } from "../core/i18n.js";
import { badge, button, card, empty, pager } from "../core/parts.js";
import { fromHere, link } from "../core/router.js";
import { notificationsChanged } from "../core/shell.js";

/** @typedef {import("../core/api_types.d.ts").Notification} Notification */

/** @param {import("../core/router.js").Visit} visit */
export async function page({ query, signal }) {
  const onlyNew = query.has("new");
  const list = await pager({
    load: (cursor) => api("notifications_list", { query: { cursor, is_read: onlyNew ? false : null }, signal }),
    draw: (/** @type {Notification[]} */ messages) => card(null, h("ul", { class: "list" }, messages.map(message))),
    nothing: () => card(null, empty(onlyNew ? t("You have read everything.") : t("The bank has not written to you yet."), null, "bell")),
  });
  const filter = (/** @type {string} */ path, /** @type {string} */ label, /** @type {boolean} */ isChosen) =>
    link(path, label, { class: `button button-small ${isChosen ? "button-primary" : "button-secondary"}`, "aria-current": isChosen ? "true" : null });
  return {
    title: t("Notifications"),
    actions: button(t("Mark all as read"), readAll, { icon: "check" }),
    content: h(
      "div",
      { class: "stack" },
      h("div", { class: "row", role: "group", "aria-label": t("Which") }, filter("/notifications", t("All"), !onlyNew), filter("/notifications?new", t("Unread"), onlyNew)),
      list,
    ),
  };
}

async function readAll() {
  const here = fromHere();
  await api("notifications_read_all");
  notificationsChanged();
  await here.refreshPage();
}

/** @param {Notification} message */
function message(message) {
  const mark = h("span", null, message.is_read ? null : badge(t("New"), "info"));
  const read = async () => {
    await api("notifications_read", { path: { notification_id: message.id } });
    notificationsChanged();
    mark.replaceChildren();
    action.remove();
  };
  const action = button(t("Mark as read"), read, { tone: "quiet", small: true });
  return h(
    "li",
    { class: "message" },
    h("div", { class: "row-between" }, h("h2", { class: "list-title" }, message.title), mark),
    h("p", { class: "message-body" }, message.body),
    h("div", { class: "row-between" }, h("time", { class: "muted small", datetime: message.created_at }, dateTime(message.created_at)), message.is_read ? null : action),
  );
}

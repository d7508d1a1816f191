// @ts-check
/** Saved payees. */
import { h } from "../core/dom.js";
import { dateTime, t } from "../core/i18n.js";
import { badge, empty } from "../core/parts.js";
import { link } from "../core/router.js";
import { loadPayees, payeeLimits, payeeName } from "./receiver_choice.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ signal }) {
  const payees = await loadPayees(signal);
  const add = link("/payees/new", t("New payee"), { class: "button button-primary" });
  return {
    title: t("Payees"),
    lead: t("People and companies you pay, with the name that the bank knows."),
    actions: payees.length ? add : undefined,
    content: payees.length
      ? h("ul", { class: "payee-list" }, payees.map((payee) => h("li", null, payeeTile(payee))))
      : empty(t("Nobody is saved yet. A saved payee shows the holder's name before you pay."), add, "people"),
  };
}

/** @param {any} payee */
function payeeTile(payee) {
  return h(
    "div",
    { class: "payee" },
    h("span", { class: "payee-initial", "aria-hidden": "true" }, [...payeeName(payee)][0].toUpperCase()),
    h(
      "span",
      { class: "payee-what" },
      link(`/payees/${payee.id}`, payeeName(payee), { class: "payee-name" }),
      h("span", { class: "muted" }, payee.nickname ? `${payee.holder_name} · ${payee.account_number}` : payee.account_number),
      h("span", { class: "muted" }, payeeLimits(payee)),
    ),
    h(
      "span",
      { class: "payee-actions" },
      payeeBadge(payee),
      payee.confirmed
        ? link(`/pay/transfer?to=${payee.account_number}`, t("Pay"), {
            class: "button button-secondary button-small",
            "aria-label": t("Pay {name}", { name: payeeName(payee) }),
          })
        : link(`/payees/${payee.id}`, t("Confirm"), {
            class: "button button-primary button-small",
            "aria-label": t("Confirm {name}", { name: payeeName(payee) }),
          }),
    ),
  );
}

/** Whether a payee was confirmed, and how long he is new. @param {any} payee */
export function payeeBadge(payee) {
  if (!payee.confirmed) return badge(t("Name not confirmed"), "warn");
  if (payee.new_until && new Date(payee.new_until) > new Date()) {
    return badge(t("New until {until}", { until: dateTime(payee.new_until) }), "info");
  }
  return null;
}

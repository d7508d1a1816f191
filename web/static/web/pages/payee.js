// @ts-check
/** One payee: the look at the name, limits, and the end of it. */
import { api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, dateTime, t } from "../core/i18n.js";
import { button, card, confirmButton, copyable, definition, toast } from "../core/parts.js";
import { fromHere, link } from "../core/router.js";
import { payeeName } from "./receiver_choice.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ params, signal }) {
  const payee = await api("beneficiaries_read", { path: { beneficiary_id: params.payeeId }, signal });
  return {
    title: payee.confirmed ? payeeName(payee) : t("Is this the right person?"),
    back: { path: "/payees", label: t("Payees") },
    narrow: true,
    content: payee.confirmed ? known(payee) : question(payee),
  };
}

/** @param {any} payee */
function question(payee) {
  const path = { beneficiary_id: payee.id };
  return card(
    null,
    { class: "payee-question" },
    h("p", null, t("The account {number} belongs to", { number: payee.account_number })),
    h("p", { class: "holder-name" }, payee.holder_name),
    h("p", { class: "muted" }, t("The bank hides most letters. If first letters or length do not fit, do not pay: ask the receiver on a way you know.")),
    h(
      "div",
      { class: "form-actions" },
      button(t("Yes, this is right"), () => confirm(path), { tone: "primary", icon: "check" }),
      button(t("No, remove it"), () => remove(path), { tone: "secondary" }),
    ),
  );
}

/** @param {{beneficiary_id: number}} path */
async function confirm(path) {
  const here = fromHere();
  await api("beneficiaries_confirm", { path });
  toast(t("Confirmed. You can pay now."));
  await here.refreshPage();
}

/** @param {{beneficiary_id: number}} path */
async function remove(path) {
  const here = fromHere();
  await api("beneficiaries_remove", { path });
  toast(t("The payee was removed."));
  await here.navigate("/payees", { replace: true });
}

/** @param {any} payee */
function known(payee) {
  const isNew = payee.new_until && new Date(payee.new_until) > new Date();
  return h(
    "div",
    { class: "stack" },
    card(
      null,
      definition([
        [t("Holder"), payee.holder_name],
        [t("Account number"), copyable(payee.account_number, t("Account number"))],
        [t("Currency"), payee.currency],
        [t("Confirmed on"), date(payee.confirmed_at)],
        isNew && [t("New payee"), t("Until {until} the bank limits what they can get in all.", { until: dateTime(payee.new_until) })],
      ]),
      h(
        "div",
        { class: "form-actions" },
        link(`/pay/transfer?to=${payee.account_number}`, t("Transfer"), { class: "button button-primary" }),
        link(`/standing-orders/new?to=${payee.account_number}`, t("Standing order"), { class: "button button-secondary" }),
      ),
    ),
    card(t("Name and limits"), changeForm(payee)),
    card(
      t("Remove the payee"),
      h("p", { class: "muted" }, t("Standing orders to this account go on.")),
      h(
        "div",
        { class: "form-actions" },
        confirmButton(t("Remove"), {
          title: t("Remove {name}?", { name: payeeName(payee) }),
          content: h("p", null, t("The nickname and the limits are forgotten.")),
          onConfirm: () => remove({ beneficiary_id: payee.id }),
          tone: "danger",
          icon: "trash",
        }),
      ),
    ),
  );
}

/** @param {any} payee */
function changeForm(payee) {
  const limit = (/** @type {string} */ name, /** @type {string} */ label) =>
    field({
      name,
      label,
      type: "money",
      currency: payee.currency,
      value: payee[name],
      hint: t("Your own protection: empty means none."),
    });
  return form({
    fields: [
      field({ name: "nickname", label: t("What you call them"), maxlength: 60, value: payee.nickname }),
      limit("payment_limit", t("Most at a time")),
      limit("daily_limit", t("Most in a day")),
    ],
    submitLabel: t("Save"),
    onSubmit: async ({ nickname = "", payment_limit = null, daily_limit = null }) => {
      const here = fromHere();
      await api("beneficiaries_change", {
        path: { beneficiary_id: payee.id },
        body: { nickname, payment_limit, daily_limit },
      });
      toast(t("Saved."));
      await here.refreshPage();
    },
  });
}

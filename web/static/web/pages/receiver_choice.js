// @ts-check
/** To whom money goes: an account of one's own, a saved payee, or a number that is typed. */
import { all } from "../core/api.js";
import { h } from "../core/dom.js";
import { dateTime, money, t } from "../core/i18n.js";
import { field } from "../core/forms.js";
import { notice } from "../core/parts.js";
import { link } from "../core/router.js";
import { takesMoney } from "./account_choice.js";
import { accountLabel } from "./money_words.js";

const OTHER = "other";

/** @param {AbortSignal} signal @returns {Promise<any[]>} the saved payees */
export function loadPayees(signal) {
  return all("beneficiaries_list", { query: { ordering: "nickname" }, signal });
}

/** What a payee is called: by his nickname, else by his masked name. @param {any} payee */
export function payeeName(payee) {
  return payee.nickname || payee.holder_name;
}

/**
 * The fields in which a receiver is chosen. The second is shown once a number is to be typed.
 *
 * @param {object} options
 * @param {any[]} options.accounts of the person
 * @param {any[]} options.payees
 * @param {string | null} options.wanted number of the account that the address names
 * @param {() => HTMLElement & import("../core/forms.js").FormMethods} options.formOf the form the fields are in
 */
export function receiverFields({ accounts, payees, wanted, formOf }) {
  const known = [
    ...payees
      .filter((payee) => payee.confirmed)
      .map((payee) => ({
        value: payee.account_number,
        label: `${payeeName(payee)} · ${payee.account_number}`,
      })),
    ...accounts.filter(takesMoney).map((account) => ({
      value: account.account_number,
      label: t("My own: {account}", { account: accountLabel(account) }),
    })),
  ];
  const isKnown = known.some(({ value }) => value === wanted);
  const choice = field({
    name: "receiver",
    label: t("To"),
    type: "select",
    required: true,
    placeholder: t("Choose who gets the money"),
    options: [...known, { value: OTHER, label: t("Another account number …") }],
    value: wanted ? (isKnown ? wanted : OTHER) : undefined,
    onInput: (value) => formOf().showField("to_account_number", value === OTHER),
  });
  const typed = field({
    name: "to_account_number",
    label: t("Account number"),
    required: true,
    hint: t("Save somebody as a payee to see the holder's name before you pay."),
    autocomplete: "off",
    maxlength: 14,
    value: isKnown ? undefined : wanted,
  });
  return { fields: [choice, typed], isTypedAtFirst: Boolean(wanted) && !isKnown };
}

/** The number of the chosen receiver. @param {Record<string, any>} values */
export function receiverOf(values) {
  const chosen = values.receiver === OTHER ? (values.to_account_number ?? "") : values.receiver;
  return chosen.replaceAll(/\s/g, "").toUpperCase();
}

/** Who it is, as far as the bank tells. @param {string} number @param {any[]} accounts @param {any[]} payees */
export function receiverLines(number, accounts, payees) {
  const own = accounts.find((each) => each.account_number === number);
  if (own) return h("span", null, t("My own: {account}", { account: accountLabel(own) }));
  const payee = payees.find((each) => each.account_number === number);
  if (!payee) return h("span", null, number);
  return h(
    "span",
    { class: "receiver" },
    payee.nickname && h("strong", null, payee.nickname),
    h("span", null, payee.holder_name),
    h("span", { class: "muted" }, number),
  );
}

/** What should be known of a receiver before money goes to him. @param {string} number @param {any[]} accounts @param {any[]} payees */
export function receiverWarning(number, accounts, payees) {
  if (accounts.some((each) => each.account_number === number)) return null;
  const payee = payees.find((each) => each.account_number === number);
  if (!payee) {
    return notice(
      "warn",
      t("Nobody has shown you whose account this is."),
      h("p", null, t("Save the number as a payee to see the holder's name first. Money that went to a stranger seldom comes back.")),
      link(`/payees/new?number=${encodeURIComponent(number)}`, t("See the name first")),
    );
  }
  if (!payee.new_until || new Date(payee.new_until) < new Date()) return null;
  return notice(
    "info",
    null,
    t("This payee is new until {until}: until then the bank limits what they can get.", { until: dateTime(payee.new_until) }),
  );
}

/** What a customer lets a payee get. @param {any} payee */
export function payeeLimits(payee) {
  const { payment_limit: once, daily_limit: daily, currency } = payee;
  const limits = [
    once !== null && t("{limit} at a time", { limit: money(once, currency) }),
    daily !== null && t("{limit} a day", { limit: money(daily, currency) }),
  ].filter(Boolean);
  return limits.length ? limits.join(", ") : t("No limit of yours");
}

/** Payees that wait for a look at their name. @param {any[]} payees */
export function unconfirmedNotice(payees) {
  const waiting = payees.filter((payee) => !payee.confirmed);
  if (!waiting.length) return null;
  return notice(
    "info",
    t("Some payees wait for your word that the name is right."),
    h(
      "ul",
      { class: "plain-list" },
      waiting.map((payee) => h("li", null, link(`/payees/${payee.id}`, payeeName(payee)))),
    ),
  );
}

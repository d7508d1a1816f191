// @ts-check
/** One account: what it holds, its terms, what can be done with it, and its movements. */
import { all, api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, dateTime, money, t } from "../core/i18n.js";
import { button, card, copyable, definition, dialog, notice, table, toast } from "../core/parts.js";
import { fromHere, link } from "../core/router.js";
import { loadAccounts, paysOut, takesMoney } from "./account_choice.js";
import { accountTerms } from "./account_parts.js";
import { accountName, maturityName } from "./money_words.js";
import { filteredMovements } from "./movement_filters.js";

const INSTRUCTIONS = ["PAY_OUT", "RENEW_PRINCIPAL", "RENEW_ALL"];

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ params, signal }) {
  const account = await api("accounts_retrieve", { path: { account_id: params.accountId }, signal });
  const number = account.account_number;
  const [holds, movements] = number
    ? await Promise.all([
        all("holds_list", { query: { account_number: number, status: "OPEN" }, signal }),
        filteredMovements({ numbers: new Set([number]), accountNumber: number, signal }),
      ])
    : [[], null];
  return {
    title: accountName(account),
    back: { path: "/accounts", label: t("Accounts") },
    content: h(
      "div",
      { class: "stack" },
      stateNotice(account),
      h("div", { class: "account-top" }, balanceCard(account), termsCard(account, signal)),
      holds.length > 0 && holdsCard(holds),
      movements && card(t("Movements"), { actions: link(`/accounts/${account.id}/statement`, t("Statement")) }, movements),
    ),
  };
}

/** @param {any} account */
function balanceCard(account) {
  const { id, currency, account_number: number } = account;
  const isTerm = account.account_type === "FIXED_DEPOSIT";
  const to = encodeURIComponent(number ?? "");
  const way = (/** @type {string} */ path, /** @type {string} */ label, look = "secondary") =>
    link(path, label, { class: `button button-${look}` });
  return card(
    null,
    { class: "balance-card" },
    number && h("p", { class: "account-number" }, copyable(number, t("Account number"))),
    h("p", { class: "total-label" }, t("Balance")),
    h("p", { class: "total-amount" }, money(account.balance, currency)),
    h("p", { class: "total-note" }, availability(account)),
    h(
      "div",
      { class: "form-actions" },
      paysOut(account) && way(`/pay/transfer?account=${id}`, t("Transfer"), "primary"),
      takesMoney(account) && (isTerm ? way(`/pay/transfer?to=${to}`, t("Fund it"), "primary") : way(`/pay/deposit?account=${id}`, t("Deposit"))),
      paysOut(account) && way(`/pay/withdraw?account=${id}`, t("Withdraw")),
      number && way(`/accounts/${id}/statement`, t("Statement")),
    ),
  );
}

/** What of the balance can leave, or when it can. @param {any} account */
function availability(account) {
  const { account_type: type, status, maturity_date: day } = account;
  if (type === "FIXED_DEPOSIT" && status === "ACTIVE") {
    return day ? t("Fixed until {day}", { day: date(day, "long") }) : t("Waits for its money: then the term begins.");
  }
  return t("{amount} available", { amount: money(account.available_balance, account.currency) });
}

/** @param {any} account @param {AbortSignal} signal */
function termsCard(account, signal) {
  const isOpen = account.status !== "CLOSED";
  const isTerm = account.account_type === "FIXED_DEPOSIT";
  return card(
    t("Terms"),
    definition(accountTerms(account)),
    isOpen &&
      h(
        "div",
        { class: "form-actions" },
        button(t("Rename"), () => openRenaming(account), { icon: "edit", small: true }),
        isTerm && button(t("Change what happens at maturity"), () => openInstruction(account, signal), { small: true }),
        isTerm &&
          account.maturity_date &&
          account.status === "ACTIVE" &&
          link(`/accounts/${account.id}/withdraw-early`, t("Withdraw early"), { class: "button button-quiet button-small" }),
        account.status !== "PENDING" &&
          link(`/accounts/${account.id}/close`, t("Close the account"), { class: "button button-quiet button-small" }),
      ),
  );
}

/** @param {any} account */
function stateNotice(account) {
  switch (account.status) {
    case "PENDING":
      return notice("info", t("The bank has yet to activate this account."), h("p", null, t("It gets its number then, and you will be told.")));
    case "FROZEN":
      return notice("bad", t("This account is frozen."), h("p", null, t("No money moves until the bank lifts it. Please contact the bank.")), link("/contact", t("Contact")));
    case "DORMANT":
      return notice(
        "warn",
        t("This account sleeps, because it was not used for long."),
        button(t("Wake it up"), () => wake(account), { tone: "primary", small: true }),
      );
    case "MATURED":
      return notice("info", t("The term is over."), h("p", null, t("The money waits for you to transfer it or take it out.")));
    default:
      return null;
  }
}

/** @param {any} account */
async function wake(account) {
  const here = fromHere();
  await api("accounts_reactivate_create", { path: { account_id: account.id } });
  toast(t("The account is active again."));
  await here.refreshPage();
}

/** @param {any[]} holds */
function holdsCard(holds) {
  return card(
    t("Set aside"),
    { lead: t("Held money is still in the balance, and not available until the hold ends.") },
    table({
      caption: t("Open holds"),
      rows: holds,
      columns: [
        { label: t("For"), header: true, cell: (hold) => hold.description || t("Hold") },
        { label: t("Until"), cell: (hold) => (hold.expires_at ? dateTime(hold.expires_at) : "–") },
        { label: t("Since"), cell: (hold) => date(hold.created_at) },
        { label: t("Amount"), align: "end", cell: (hold) => money(hold.amount, hold.currency) },
      ],
    }),
  );
}

/** @param {any} account */
function openRenaming(account) {
  const opened = dialog({
    title: t("Rename the account"),
    content: form({
      fields: [
        field({
          name: "nickname",
          label: t("Name"),
          maxlength: 60,
          value: account.nickname,
          hint: t("Only you see it. Leave it empty to go by the kind of account."),
        }),
      ],
      submitLabel: t("Save"),
      onSubmit: ({ nickname = "" }) => change(account, { nickname }, opened),
    }),
  });
}

/** @param {any} account @param {AbortSignal} signal */
async function openInstruction(account, signal) {
  const others = (await loadAccounts(signal)).filter((each) => each.id !== account.id && each.status === "ACTIVE" && each.account_type !== "FIXED_DEPOSIT");
  const opened = dialog({
    title: t("What happens at maturity"),
    content: form({
      fields: instructionFields(account, others),
      submitLabel: t("Save"),
      onSubmit: (values) =>
        change(account, { maturity_instruction: values.maturity_instruction, payout_account_number: values.payout_account_number ?? null }, opened),
    }),
  });
}

/**
 * The fields in which the end of a fixed deposit is chosen.
 *
 * @param {{maturity_instruction: string, payout_account_number?: string | null}} chosen
 * @param {any[]} accounts that it may be paid out to
 */
export function instructionFields(chosen, accounts) {
  return [
    field({
      name: "maturity_instruction",
      label: t("At maturity"),
      type: "select",
      required: true,
      options: INSTRUCTIONS.map((value) => ({ value, label: maturityName(value) })),
      value: chosen.maturity_instruction,
    }),
    field({
      name: "payout_account_number",
      label: t("Paid out to"),
      type: "select",
      placeholder: t("Not chosen yet"),
      options: accounts.map((each) => ({ value: each.account_number, label: `${accountName(each)} · ${each.account_number}` })),
      value: chosen.payout_account_number,
    }),
  ];
}

/** @param {any} account @param {Record<string, any>} body @param {HTMLDialogElement} opened */
async function change(account, body, opened) {
  const here = fromHere();
  await api("accounts_partial_update", { path: { account_id: account.id }, body });
  opened.close();
  toast(t("Saved."));
  await here.refreshPage();
}

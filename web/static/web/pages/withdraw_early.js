// @ts-check
/** The end of a fixed deposit before its time: what it gives, then the word for it. */
import { api } from "../core/api.js";
import { isZero } from "../core/amounts.js";
import { h } from "../core/dom.js";
import { form } from "../core/forms.js";
import { date, money, t } from "../core/i18n.js";
import { card, definition, notice, toast } from "../core/parts.js";
import { payOnce } from "../core/payments.js";
import { link, navigate } from "../core/router.js";
import { session } from "../core/session.js";
import { pinField } from "./money_order.js";
import { accountName, explained } from "./money_words.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ params, signal }) {
  const path = { account_id: params.accountId };
  const account = await api("accounts_retrieve", { path, signal });
  return {
    title: t("Withdraw early"),
    lead: t("{account} matures on {day}.", { account: accountName(account), day: date(account.maturity_date, "long") }),
    back: { path: `/accounts/${account.id}`, label: accountName(account) },
    narrow: true,
    content: firstStep(account, path, signal),
  };
}

/** @param {any} account @param {{account_id: string}} path @param {AbortSignal} signal */
function firstStep(account, path, signal) {
  const frame = h("div", { class: "stack" });
  const ask = form({
    fields: [notice("warn", null, t("An early withdrawal ends the deposit and costs a share of the principal.")), pinField()],
    submitLabel: t("See what I would get"),
    onSubmit: async (values) => {
      try {
        const outcome = await api("accounts_withdraw_early", { path, query: { dry_run: true }, body: values, signal });
        frame.replaceChildren(outcomeCard(outcome, account, path, values, signal));
      } catch (error) {
        if (/** @type {any} */ (error).code === "pin_required") ask.showField("pin", true);
        throw explained(error, account.currency, ["pin"]);
      }
    },
  });
  ask.showField("pin", Boolean(session.person?.pin_set));
  frame.append(card(null, ask));
  return frame;
}

/**
 * @param {any} outcome
 * @param {any} account
 * @param {{account_id: string}} path
 * @param {Record<string, any>} values
 * @param {AbortSignal} signal
 */
function outcomeCard(outcome, account, path, values, signal) {
  const { currency } = outcome;
  const confirm = form({
    fields: [],
    submitLabel: t("Withdraw and end the deposit"),
    tone: "danger",
    actions: link(`/accounts/${account.id}`, t("Keep it"), { class: "button button-secondary" }),
    onSubmit: async () => {
      await payOnce("accounts_withdraw_early", { path, body: values }, { subject: t("Early withdrawal"), signal });
      toast(t("The deposit was paid out."));
      if (!signal.aborted) await navigate("/accounts", { replace: true });
    },
  });
  return card(
    t("Check and confirm"),
    definition([
      [t("Principal"), money(outcome.principal, currency)],
      [t("Interest so far"), money(outcome.interest, currency)],
      !isZero(outcome.tax) && [t("Tax"), money(`-${outcome.tax}`, currency)],
      [t("Penalty"), isZero(outcome.penalty) ? t("None") : money(`-${outcome.penalty}`, currency)],
      [t("You get"), h("strong", { class: "review-amount" }, money(outcome.paid_out, currency))],
      [t("Paid out to"), outcome.payout_account_number],
    ]),
    confirm,
  );
}

// @ts-check
/** A new savings goal. */
import { api } from "../core/api.js";
import { field, form } from "../core/forms.js";
import { t } from "../core/i18n.js";
import { card, toast } from "../core/parts.js";
import { fromHere } from "../core/router.js";
import { session } from "../core/session.js";
import { accountOptions, loadAccounts, noAccount, paysOut } from "./account_choice.js";

const NAME_LENGTH = 60;

/** @param {import("../core/router.js").Visit} visit */
export async function page({ signal }) {
  const accounts = (await loadAccounts(signal)).filter((each) => paysOut(each) && each.account_type !== "FIXED_DEPOSIT");
  return {
    title: t("New goal"),
    lead: t("Say what it is for and what it takes. We reckon what that means for each month."),
    back: { path: "/goals", label: t("Goals") },
    narrow: true,
    content: card(null, accounts.length ? goalForm(accounts) : noAccount()),
  };
}

/** @param {any[]} accounts @returns {Element} */
function goalForm(accounts) {
  return form({
    fields: goalFields({ accounts }),
    submitLabel: t("Make the goal"),
    onSubmit: async (values) => {
      const here = fromHere();
      const goal = await api("savings_goals_create", { body: values });
      toast(t("The goal is made. Put the first money aside."));
      await here.navigate(`/goals/${goal.id}`, { replace: true });
    },
  });
}

/**
 * The fields of a goal, new or changed.
 *
 * @param {{accounts: any[], goal?: any}} given
 * @returns {import("../core/forms.js").Field[]}
 */
export function goalFields({ accounts, goal }) {
  const [first] = accounts;
  const money = goal?.currency ?? first.currency;
  return [
    field({ name: "name", label: t("What is it for?"), required: true, maxlength: NAME_LENGTH, value: goal?.name }),
    field({ name: "target_amount", label: t("How much does it take?"), type: "money", currency: money, required: true, value: goal?.target_amount }),
    field({
      name: "target_date",
      label: t("By when?"),
      type: "date",
      value: goal?.target_date,
      hint: t("Then we tell you what to save each month."),
    }),
    field({
      name: "account_number",
      label: t("From which account?"),
      type: "select",
      required: true,
      value: goal?.account_number ?? first.account_number,
      options: accountOptions(accounts.filter(({ currency }) => !goal || currency === goal.currency)),
      hint: t("What you put aside comes from here, and comes back here."),
    }),
    field({
      name: "locked_until",
      label: t("Lock it until"),
      type: "date",
      value: goal?.locked_until,
      hint: t("Until that day you can take nothing out and cannot close the goal. You can make the lock longer, never shorter; in need, ask the bank to lift it."),
    }),
    ...(session.person?.pin_set
      ? [field({ name: "pin", label: t("Transaction PIN"), type: "pin", hint: t("Needed to set a lock, or to make it longer.") })]
      : []),
  ];
}

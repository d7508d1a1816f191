// @ts-check
/** Money out of an account of one's own. */
import { money, t } from "../core/i18n.js";
import { paysOut } from "./account_choice.js";
import { oneSidedPage } from "./one_sided.js";

/** @param {import("../core/router.js").Visit} visit */
export function page(visit) {
  return oneSidedPage(visit, {
    type: "WITHDRAWAL",
    title: t("Withdraw"),
    lead: t("Take money out of one of your accounts."),
    side: t("From"),
    takesPart: paysOut,
    subject: ({ amount, currency }) => t("Withdrawal of {amount}", { amount: money(amount, currency) }),
  });
}

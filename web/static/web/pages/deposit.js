// @ts-check
/** Money into an account of one's own. */
import { money, t } from "../core/i18n.js";
import { takesMoney } from "./account_choice.js";
import { oneSidedPage } from "./one_sided.js";

/** @param {import("../core/router.js").Visit} visit */
export function page(visit) {
  return oneSidedPage(visit, {
    type: "DEPOSIT",
    title: t("Deposit"),
    lead: t("Pay money into one of your accounts."),
    side: t("Into"),
    takesPart: takesMoney,
    subject: ({ amount, currency }) => t("Deposit of {amount}", { amount: money(amount, currency) }),
  });
}

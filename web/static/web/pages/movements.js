// @ts-check
/** All movements of a person's accounts. */
import { t } from "../core/i18n.js";
import { card } from "../core/parts.js";
import { loadAccounts } from "./account_choice.js";
import { accountLabel } from "./money_words.js";
import { filteredMovements } from "./movement_filters.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ query, signal }) {
  const accounts = (await loadAccounts(signal)).filter((account) => account.account_number);
  const numbers = new Set(accounts.map((account) => account.account_number));
  return {
    title: t("Movements"),
    back: { path: "/", label: t("Home") },
    content: card(
      null,
      await filteredMovements({
        numbers,
        accounts: accounts.map((account) => ({ value: account.account_number, label: accountLabel(account) })),
        first: Object.fromEntries(query),
        signal,
      }),
    ),
  };
}

// @ts-check
/** A new payee: first the number, then a look at the holder's name. */
import { api, BankError } from "../core/api.js";
import { field, form } from "../core/forms.js";
import { t } from "../core/i18n.js";
import { card } from "../core/parts.js";
import { fromHere } from "../core/router.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ query, signal }) {
  return {
    title: t("New payee"),
    lead: t("Next you see whose account it is, and say whether that is right."),
    back: { path: "/payees", label: t("Payees") },
    narrow: true,
    content: card(
      null,
      form({
        fields: [
          field({
            name: "account_number",
            label: t("Account number"),
            required: true,
            maxlength: 14,
            autocomplete: "off",
            hint: t("Three letters and nine digits, such as SAV123456782."),
            value: query.get("number"),
          }),
          field({ name: "nickname", label: t("What you call them"), maxlength: 60 }),
        ],
        submitLabel: t("See the name"),
        onSubmit: async ({ account_number: typed, ...rest }) => {
          const here = fromHere();
          const number = typed.replaceAll(/\s/g, "").toUpperCase();
          const payee = await saved({ ...rest, account_number: number }, signal);
          await here.navigate(`/payees/${payee.id}`, { replace: true });
        },
      }),
    ),
  };
}

/** Save a payee; one that was saved before is shown. @param {Record<string, any>} body @param {AbortSignal} signal */
async function saved(body, signal) {
  try {
    return await api("beneficiaries_create", { body, signal });
  } catch (error) {
    if (!(error instanceof BankError)) throw error;
    if (error.code === "payee_already_saved") return { id: error.details.beneficiary_id };
    const isAboutNumber = ["unknown_account", "payee_is_own_account", "account_not_active"].includes(error.code);
    if (isAboutNumber) error.fields = { account_number: [error.sentence] };
    throw error;
  }
}

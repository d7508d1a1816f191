// @ts-check
/** A forgotten password: choosing the new one, with the token of the mail. */

import { api } from "../core/api.js";
import { field, form } from "../core/forms.js";
import { t } from "../core/i18n.js";
import { card } from "../core/parts.js";
import { fromHere } from "../core/router.js";
import { passwordHint, sameAs } from "./identity_words.js";

export async function page() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  // The token is good for one use; it need not stay in the history of the browser.
  if (token) history.replaceState(null, "", location.pathname);
  const asked = form({
    fields: [
      field({ name: "token", label: t("Token from the mail"), required: true, value: token ?? "", autocomplete: "off" }),
      field({ name: "new_password", label: t("New password"), type: "password", required: true, autocomplete: "new-password", hint: passwordHint() }),
      field({ name: "confirm_password", label: t("The same password again"), type: "password", required: true, autocomplete: "new-password", validate: sameAs("new_password") }),
      field({
        name: "switch_two_factor_off",
        label: t("Also switch two-factor sign-in off"),
        type: "checkbox",
        hint: t("For who never switched it on: possible only in its first days."),
      }),
    ],
    submitLabel: t("Change the password"),
    onSubmit: async ({ switch_two_factor_off: alsoOff, ...values }) => {
      const here = fromHere();
      await api("auth_password_reset_confirm", {
        body: alsoOff ? { ...values, switch_two_factor_off: true } : values,
        anonymous: true,
      });
      await here.navigate("/sign-in?reset", { replace: true });
    },
  });
  return { title: t("Choose a new password"), back: { path: "/sign-in", label: t("Sign in") }, content: card(null, asked), narrow: true };
}

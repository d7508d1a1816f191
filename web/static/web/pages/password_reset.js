// @ts-check
/** A forgotten password: asking for the mail. */

import { api } from "../core/api.js";
import { h, replace } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { t } from "../core/i18n.js";
import { card, notice } from "../core/parts.js";
import { link } from "../core/router.js";

export async function page() {
  const frame = h("div", { class: "stack" });
  const asked = form({
    fields: [field({ name: "email", label: t("E-mail address"), type: "email", required: true, autocomplete: "email" })],
    submitLabel: t("Send the mail"),
    onSubmit: async ({ email }) => {
      await api("auth_password_reset", { body: { email }, anonymous: true });
      replace(
        frame,
        notice("good", t("Look into your mail"), t("If the bank knows this address, a mail with the next step is on its way.")),
        h("p", null, link("/password-reset/confirm", t("I have a token from the mail"))),
      );
    },
  });
  replace(frame, card(null, asked), h("p", null, link("/password-reset/confirm", t("I have a token from the mail"))));
  return {
    title: t("Forgotten your password?"),
    lead: t("Tell us your e-mail address, and we send you a mail to choose a new one."),
    back: { path: "/sign-in", label: t("Sign in") },
    content: frame,
    narrow: true,
  };
}

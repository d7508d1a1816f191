// @ts-check
/** A message to the bank. */

import { api } from "../core/api.js";
import { h, replace } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { t } from "../core/i18n.js";
import { card, notice } from "../core/parts.js";
import { link } from "../core/router.js";
import { session } from "../core/session.js";

export async function page() {
  const person = session.person;
  const frame = h("div");
  const asked = form({
    fields: [
      field({ name: "name", label: t("Your name"), required: true, autocomplete: "name", value: person ? `${person.first_name} ${person.last_name}`.trim() : "" }),
      field({ name: "email", label: t("E-mail address"), type: "email", required: true, autocomplete: "email", value: person?.email, hint: t("The answer is sent there.") }),
      field({ name: "phone", label: t("Phone number"), type: "tel", autocomplete: "tel", value: person?.phone_number }),
      field({ name: "subject", label: t("Subject"), required: true, maxlength: 200 }),
      field({ name: "message", label: t("Message"), type: "textarea", required: true, maxlength: 4000, hint: t("Please write no passwords, PINs or card numbers.") }),
    ],
    submitLabel: t("Send"),
    icon: "send",
    onSubmit: async (values) => {
      const receipt = await api("contact_create", { body: values });
      const done = notice("good", t("Thank you. Your message has arrived."), t("Its number is {number}. The answer goes to {email}.", { number: String(receipt.id), email: receipt.email }));
      done.tabIndex = -1;
      replace(frame, h("div", { class: "stack" }, done, h("div", null, link("/", t("Go to the start"), { class: "button button-secondary" }))));
      done.focus();
    },
  });
  replace(frame, card(null, asked));
  return { title: t("Contact"), lead: t("Write to the bank. Somebody will answer you by e-mail."), back: person ? undefined : { path: "/sign-in", label: t("Sign in") }, content: frame, narrow: true };
}

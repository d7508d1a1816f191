// @ts-check
/** Who one is at the bank, and what of it one changes oneself. */

import { api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, dateTime, t } from "../core/i18n.js";
import { card, definition, toast } from "../core/parts.js";
import { fromHere, link } from "../core/router.js";
import { session } from "../core/session.js";
import { identityBadge } from "./identity_words.js";

/** @param {import("../core/router.js").Visit} visit */
export async function page({ signal }) {
  const [person, preferences] = await Promise.all([
    api("profile_retrieve", { signal }),
    api("notifications_preferences_retrieve", { signal }),
  ]);
  return {
    title: t("Profile"),
    content: h("div", { class: "columns" }, h("div", { class: "stack" }, editing(person), mailing(preferences)), facts(person)),
  };
}

/** @param {import("../core/session.js").Person} person */
function facts(person) {
  return card(
    t("Your sign-in"),
    definition([
      [t("User name"), person.username],
      [t("E-mail address"), person.email],
      person.customer_id ? [t("Customer number"), person.customer_id] : null,
      person.customer_id ? [t("Identity check"), link("/identity", identityBadge(person.kyc_status))] : null,
      [t("With the bank since"), date(person.date_joined)],
      [t("Last sign-in"), dateTime(person.last_login)],
    ]),
    h("p", { class: "muted small" }, t("To change your user name, e-mail address or postal address, please write to the bank."), " ", link("/contact", t("Contact"))),
  );
}

/** @param {import("../core/session.js").Person} person */
function editing(person) {
  return card(
    t("Your name and phone"),
    form({
      label: t("Your name and phone"),
      fields: [
        [
          field({ name: "first_name", label: t("First name"), required: true, autocomplete: "given-name", value: person.first_name }),
          field({ name: "last_name", label: t("Last name"), required: true, autocomplete: "family-name", value: person.last_name }),
        ],
        field({ name: "phone_number", label: t("Phone number"), type: "tel", required: true, autocomplete: "tel", value: person.phone_number, hint: t("With the country code, such as +442079460123.") }),
      ],
      submitLabel: t("Save"),
      onSubmit: async (values) => {
        const here = fromHere();
        await api("profile_partial_update", { body: values });
        await session.reload();
        toast(t("Saved"));
        await here.refreshPage();
      },
    }),
  );
}

/** @param {{email: boolean}} preferences */
function mailing(preferences) {
  return card(
    t("E-mails"),
    form({
      label: t("E-mails"),
      fields: [
        field({
          name: "email",
          label: t("Send me notifications by e-mail, too"),
          type: "checkbox",
          value: preferences.email,
          hint: t("Warnings about your sign-in always come by e-mail."),
        }),
      ],
      submitLabel: t("Save"),
      tone: "secondary",
      onSubmit: async ({ email }) => {
        await api("notifications_preferences_partial_update", { body: { email } });
        toast(t("Saved"));
      },
    }),
  );
}

// @ts-check
/** Becoming a customer. */

import { BankError, NoAnswer, api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { t } from "../core/i18n.js";
import { card } from "../core/parts.js";
import { fromHere, link } from "../core/router.js";
import { session } from "../core/session.js";
import { documentMessages, documentRows } from "./document_rows.js";
import { formSection, passwordHint, sameAs } from "./identity_words.js";

export async function page() {
  const documents = documentRows();
  const asked = form({
    label: t("Become a customer"),
    fields: [
      formSection(t("About you")),
      [
        field({ name: "first_name", label: t("First name"), required: true, autocomplete: "given-name" }),
        field({ name: "last_name", label: t("Last name"), required: true, autocomplete: "family-name" }),
      ],
      field({ name: "date_of_birth", label: t("Date of birth"), type: "date", required: true, autocomplete: "bday", hint: t("You must be 18 or older.") }),
      field({ name: "phone_number", label: t("Phone number"), type: "tel", required: true, autocomplete: "tel", hint: t("With the country code, such as +442079460123.") }),
      field({ name: "address", label: t("Address"), type: "textarea", required: true, autocomplete: "street-address", hint: t("Where you live. The bank keeps it encrypted.") }),
      formSection(t("Your numbers")),
      field({ name: "ssn", label: t("Social Security number"), required: true, inputmode: "numeric", placeholder: "123-45-6789", hint: t("Nine digits with hyphens. The bank keeps it encrypted and shows it to nobody in full."), autocomplete: "off" }),
      [
        field({ name: "aadhaar_number", label: t("Aadhaar number"), inputmode: "numeric", hint: t("Twelve digits, if you have one."), autocomplete: "off" }),
        field({ name: "pan_number", label: t("PAN"), hint: t("Ten characters such as ABCPE1234F, if you have one."), autocomplete: "off" }),
      ],
      formSection(t("Your documents")),
      h("p", { class: "muted" }, t("A passport or an identity card makes the check quicker. You can also send documents later.")),
      documents.element,
      formSection(t("Your sign-in")),
      field({ name: "email", label: t("E-mail address"), type: "email", required: true, autocomplete: "email" }),
      field({ name: "username", label: t("User name"), required: true, autocomplete: "username", hint: t("Letters, digits and the signs _ . -") }),
      field({ name: "password", label: t("Password"), type: "password", required: true, autocomplete: "new-password", hint: passwordHint() }),
      field({ name: "confirm_password", label: t("The same password again"), type: "password", required: true, autocomplete: "new-password", validate: sameAs("password") }),
    ],
    submitLabel: t("Become a customer"),
    busy: t("Your data is being sent…"),
    onSubmit: async (values) => {
      const tooLarge = documents.problems();
      documents.say(tooLarge);
      if (tooLarge.length) return;
      const here = fromHere();
      await register(values);
      await enter(values.username, values.password, here);
    },
  });
  return {
    title: t("Become a customer"),
    lead: t("It takes about three minutes. The bank then checks your identity, and tells you when your account can be opened."),
    content: h("div", { class: "stack" }, card(null, asked), h("p", null, t("Already a customer?"), " ", link("/sign-in", t("Sign in")))),
    narrow: true,
  };

  /** @param {Record<string, any>} values */
  async function register(values) {
    const sent = new FormData();
    for (const [name, value] of Object.entries(values)) sent.append(name, value);
    documents.addTo(sent);
    try {
      await api("auth_register", { form: sent, anonymous: true });
    } catch (problem) {
      if (problem instanceof BankError) documents.say(documentMessages(problem));
      throw problem;
    }
  }
}

/**
 * Sign the new customer in; where that is not possible now, he does it himself.
 *
 * @param {string} name
 * @param {string} password
 * @param {ReturnType<typeof fromHere>} here
 */
async function enter(name, password, here) {
  try {
    await session.signIn({ name, password });
  } catch (problem) {
    if (!(problem instanceof BankError || problem instanceof NoAnswer)) throw problem;
    return here.navigate("/sign-in?registered", { replace: true });
  }
  return here.navigate("/identity?welcome", { replace: true });
}

// @ts-check
/** Two-factor sign-in: set up, confirmed, switched off, and its recovery codes. */

import { api } from "../core/api.js";
import { h, replace } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { t } from "../core/i18n.js";
import { badge, button, card, copyable, dialog, icon, toast } from "../core/parts.js";
import { qrCode } from "../core/qr.js";
import { fromHere } from "../core/router.js";
import { session } from "../core/session.js";
import { saveFile } from "./identity.js";

/**
 * The card about the second factor.
 *
 * @param {import("../core/session.js").Person} person
 */
export function twoFactor(person) {
  const frame = h("div", { class: "stack-tight" });
  replace(frame, person.two_factor_enabled ? whenOn() : whenOff(frame));
  return card(
    t("Two-factor sign-in"),
    { actions: person.two_factor_enabled ? badge(t("On"), "good") : badge(t("Off"), "warn") },
    frame,
  );
}

/** @param {HTMLElement} frame */
function whenOff(frame) {
  const begin = async () => {
    const secret = await api("auth_2fa_setup");
    replace(frame, await setUp(secret));
    /** @type {HTMLElement | null} */ (frame.querySelector("[tabindex='-1']"))?.focus();
  };
  return [
    h("p", null, t("Besides the password, each sign-in then takes a code of an app on your phone. A stolen password alone is worth nothing.")),
    h("div", null, button(t("Set it up"), begin, { tone: "primary", icon: "shield" })),
  ];
}

/** @param {{secret: string, otpauth_url: string}} made */
async function setUp({ secret, otpauth_url: address }) {
  const grouped = secret.match(/.{1,4}/g)?.join(" ") ?? secret;
  return [
    h("ol", { class: "steps" }, [
      h("li", null, h("p", { tabindex: "-1" }, t("Scan this picture with an authenticator app on your phone.")), qrCode(address, t("The key as a QR code"))),
      h(
        "li",
        null,
        h("p", null, t("Without a camera, enter this key; it is a time-based one:")),
        h("p", null, copyable(grouped, t("the key"))),
        h("p", null, h("a", { href: address }, t("On this device: open the app"))),
      ),
      h("li", null, h("p", null, t("Enter the code that the app shows."))),
    ]),
    form({
      label: t("Confirm the app"),
      fields: [field({ name: "otp", label: t("Code"), type: "otp", inputmode: "numeric", required: true })],
      submitLabel: t("Switch on"),
      onSubmit: async ({ otp }) => {
        const { recovery_codes: codes } = await api("auth_2fa_confirm", { body: { otp } });
        await session.reload();
        showCodes(codes);
      },
    }),
  ];
}

function whenOn() {
  return [
    h("p", null, t("Each sign-in takes a code of your app, or one of your recovery codes.")),
    h(
      "div",
      { class: "row" },
      button(t("New recovery codes"), () => ask(t("New recovery codes"), t("The earlier ones are worth nothing afterwards."), t("Make them"), renew), { icon: "key" }),
      button(t("Switch off"), () => ask(t("Switch two-factor sign-in off?"), t("Your password alone will then let in whoever knows it."), t("Switch off"), switchOff), { tone: "quiet" }),
    ),
  ];
}

/**
 * Ask for both factors in a dialog.
 *
 * @param {string} title
 * @param {string} text
 * @param {string} submitLabel
 * @param {(values: Record<string, any>) => Promise<void>} onSubmit
 */
function ask(title, text, submitLabel, onSubmit) {
  const asked = form({
    label: title,
    fields: [
      field({ name: "password", label: t("Your password"), type: "password", required: true, autocomplete: "current-password" }),
      field({ name: "otp", label: t("Code"), type: "otp", required: true, hint: t("The six digits of your authenticator app, or one of your recovery codes.") }),
    ],
    submitLabel,
    onSubmit: async (values) => {
      await onSubmit(values);
      opened.close();
    },
  });
  const opened = dialog({ title, content: [h("p", null, text), asked] });
}

/** @param {Record<string, any>} values */
async function renew(values) {
  const { recovery_codes: codes } = await api("auth_2fa_recovery_codes", { body: values });
  showCodes(codes);
}

/** @param {Record<string, any>} values */
async function switchOff(values) {
  const here = fromHere();
  await api("auth_2fa_disable", { body: values });
  await session.reload();
  toast(t("Two-factor sign-in is off."));
  await here.refreshPage();
}

/** @param {string[]} codes */
function showCodes(codes) {
  const here = fromHere();
  const text = codes.join("\n");
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    toast(t("Copied"));
  };
  const save = () => saveFile(new Blob([`${text}\n`], { type: "text/plain" }), "recovery-codes.txt");
  dialog({
    title: t("Your recovery codes"),
    content: [
      h("p", { class: "notice notice-warn" }, icon("warning"), h("span", { class: "notice-text" }, t("They are shown this once. Each lets you in once without the app: keep them where you find them without your phone."))),
      h("ul", { class: "codes" }, codes.map((code) => h("li", null, h("code", null, code)))),
      h("div", { class: "row" }, button(t("Copy"), copy, { icon: "copy" }), button(t("Save as a file"), save, { icon: "download" })),
    ],
    closeLabel: t("I have kept them"),
    onClose: () => void here.refreshPage(),
  });
}

// @ts-check
/** Password, PIN, second factor, and where one is signed in. */

import { all, api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { dateTime, t } from "../core/i18n.js";
import { badge, card, confirmButton, notice, toast } from "../core/parts.js";
import { fromHere, navigate } from "../core/router.js";
import { session } from "../core/session.js";
import { passwordHint, sameAs } from "./identity_words.js";
import { twoFactor } from "./two_factor.js";

/** @typedef {import("../core/api_types.d.ts").SessionAnswer} Session */

/** @param {import("../core/router.js").Visit} visit */
export async function page({ signal }) {
  const [person, sessions] = await Promise.all([api("profile_retrieve", { signal }), all("auth_sessions_list", { signal })]);
  return {
    title: t("Security"),
    lead: t("What keeps your money yours."),
    content: h(
      "div",
      { class: "columns" },
      h("div", { class: "stack" }, twoFactor(person), sessionList(sessions)),
      h("div", { class: "stack" }, password(person), pin(person)),
    ),
  };
}

/** @param {import("../core/session.js").Person} person */
function password(person) {
  return card(
    t("Password"),
    form({
      label: t("Change the password"),
      fields: [
        account(person),
        field({ name: "current_password", label: t("Present password"), type: "password", required: true, autocomplete: "current-password" }),
        field({ name: "new_password", label: t("New password"), type: "password", required: true, autocomplete: "new-password", hint: passwordHint() }),
        field({ name: "confirm_password", label: t("The same password again"), type: "password", required: true, autocomplete: "new-password", validate: sameAs("new_password") }),
      ],
      submitLabel: t("Change the password"),
      tone: "secondary",
      onSubmit: async (values) => {
        const here = fromHere();
        await api("auth_password_create", { body: values });
        toast(t("Your password is changed. Your other sessions have ended."));
        await here.refreshPage();
      },
    }),
  );
}

/**
 * Whose password it is, for password managers.
 *
 * @param {import("../core/session.js").Person} person
 */
function account(person) {
  return h("input", { type: "text", name: "username", autocomplete: "username", value: person.username, readonly: true, hidden: true });
}

/** @param {import("../core/session.js").Person} person */
function pin(person) {
  return card(
    t("Transaction PIN"),
    { actions: person.pin_set ? badge(t("Set"), "good") : badge(t("Not set"), "neutral") },
    h("p", { class: "muted" }, t("With a PIN, nobody moves money out of your accounts by your sign-in alone.")),
    form({
      label: t("Transaction PIN"),
      fields: [
        account(person),
        field({ name: "pin", label: person.pin_set ? t("New PIN") : t("PIN"), type: "pin", required: true, autocomplete: "new-password", hint: t("4 or 6 digits; no birthday and no row such as 1234.") }),
        field({ name: "password", label: t("Your password"), type: "password", required: true, autocomplete: "current-password" }),
      ],
      submitLabel: person.pin_set ? t("Change the PIN") : t("Set the PIN"),
      tone: "secondary",
      onSubmit: async (values) => {
        const here = fromHere();
        await api("profile_pin_set", { body: values });
        toast(t("Your PIN is set."));
        await session.reload();
        await here.refreshPage();
      },
    }),
  );
}

/** @param {Session[]} sessions */
function sessionList(sessions) {
  return card(
    t("Where you are signed in"),
    h("ul", { class: "list" }, sessions.map(sessionRow)),
    sessions.length > 1 ? notice("info", null, t("You do not know one of them? End it, and change your password.")) : null,
  );
}

/** @param {Session} known */
function sessionRow(known) {
  const device = deviceName(known.device);
  return h(
    "li",
    { class: "list-row" },
    h(
      "div",
      { class: "list-text" },
      h("p", { class: "row" }, h("span", { class: "list-title" }, device), known.current ? badge(t("this one"), "good") : null),
      h("p", { class: "muted small" }, [known.ip_address, t("used {moment}", { moment: dateTime(known.last_used_at) })].filter(Boolean).join(" · ")),
    ),
    confirmButton(t("End"), {
      title: known.current ? t("Sign out here?") : t("End the session of {device}?", { device }),
      content: h("p", null, known.current ? t("This page will ask you to sign in again.") : t("Whoever uses it has to sign in again.")),
      tone: "danger",
      small: true,
      onConfirm: () => end(known),
    }),
  );
}

/** @param {Session} known */
async function end(known) {
  const here = fromHere();
  if (known.current) {
    await session.signOut();
    return navigate("/sign-in");
  }
  await api("auth_sessions_end", { path: { session_id: known.id } });
  toast(t("The session has ended."));
  return here.refreshPage();
}

/**
 * Say in a few words what device a user agent is.
 *
 * @param {string} agent
 */
function deviceName(agent) {
  const find = (/** @type {[RegExp, string][]} */ names) => names.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = find([
    [/Edg\//, "Edge"],
    [/OPR\//, "Opera"],
    [/Firefox\//, "Firefox"],
    [/Chrome\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = find([
    [/iPhone|iPad/, "iOS"],
    [/Android/, "Android"],
    [/Windows/, "Windows"],
    [/Mac OS X/, "macOS"],
    [/Linux/, "Linux"],
  ]);
  if (browser && system) return t("{browser} on {system}", { browser, system });
  return browser ?? system ?? (agent.slice(0, 60) || t("An unknown device"));
}

// @ts-check
/** Signing in: name and password, then a code where two-factor sign-in is on. */

import { BankError } from "../core/api.js";
import { h, replace } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { duration, t } from "../core/i18n.js";
import { card, icon, notice } from "../core/parts.js";
import { fromHere, link } from "../core/router.js";
import { session } from "../core/session.js";

/** @param {import("../core/router.js").Visit} visit */
export async function page({ query }) {
  const next = query.get("next") ?? "/";
  const frame = h("div", { class: "stack" });
  askForPassword();
  return { title: t("Sign in"), content: h("div", { class: "welcome" }, frame, welcomeSide()) };

  function askForPassword() {
    const asked = form({
      label: t("Sign in"),
      fields: [
        field({ name: "username", label: t("User name or e-mail address"), required: true, autocomplete: "username" }),
        field({ name: "password", label: t("Password"), type: "password", required: true, autocomplete: "current-password" }),
      ],
      submitLabel: t("Sign in"),
      onSubmit: async ({ username, password }) => {
        try {
          await enter({ name: username, password });
        } catch (problem) {
          if (!(problem instanceof BankError) || problem.code !== "otp_required") throw told(problem);
          askForCode({ name: username, password });
        }
      },
    });
    const welcome = query.has("next") ? notice("info", null, t("Please sign in to see this page.")) : null;
    replace(
      frame,
      query.has("registered") ? notice("good", t("Welcome!"), t("You are registered. Sign in to follow your identity check.")) : welcome,
      query.has("reset") ? notice("good", null, t("Your password is changed. Sign in with the new one.")) : null,
      card(null, asked, h("p", null, link("/password-reset", t("Forgotten your password?")))),
    );
  }

  /** @param {{name: string, password: string}} proven */
  function askForCode(proven) {
    const asked = form({
      label: t("Two-factor sign-in"),
      fields: [
        field({
          name: "otp",
          label: t("Code"),
          type: "otp",
          required: true,
          hint: t("The six digits of your authenticator app, or one of your recovery codes."),
        }),
      ],
      submitLabel: t("Go on"),
      onSubmit: async ({ otp }) => {
        try {
          await enter({ ...proven, otp });
        } catch (problem) {
          throw told(problem);
        }
      },
    });
    const heading = h("h2", { class: "card-title", tabindex: "-1" }, t("Two-factor sign-in"));
    replace(frame, h("section", { class: "card" }, heading, asked));
    /** @type {HTMLElement | null} */ (frame.querySelector("input"))?.focus();
  }

  /** @param {{name: string, password: string, otp?: string}} credentials */
  async function enter(credentials) {
    const here = fromHere();
    await session.signIn(credentials);
    await here.navigate(next, { replace: true });
  }
}

function welcomeSide() {
  const point = (/** @type {string} */ picture, /** @type {string} */ text) => h("li", null, icon(picture), h("span", null, text));
  return h(
    "aside",
    { class: "welcome-side", "aria-labelledby": "welcome" },
    h("h2", { id: "welcome" }, t("Your money, in plain sight")),
    h("ul", { class: "welcome-points" }, [
      point("transfer", t("Transfers that happen once, even when the connection breaks.")),
      point("target", t("Budgets that warn in time, and goals that fill by themselves.")),
      point("loan", t("Loans with every instalment on the table before you decide.")),
      point("shield", t("A second factor, a PIN for payments, and a list of where you are signed in.")),
    ]),
    h("div", null, link("/register", t("Become a customer"), { class: "button button-secondary" })),
  );
}

/**
 * Say of a lock how long it lasts.
 *
 * @param {unknown} problem
 */
function told(problem) {
  if (problem instanceof BankError && problem.status === 429 && problem.retryAfter) {
    problem.sentence = t("{reason} Try again in {time}.", { reason: problem.sentence, time: duration(problem.retryAfter) });
  }
  return problem;
}

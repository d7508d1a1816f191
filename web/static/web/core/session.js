// @ts-check
/** Who is signed in. */

import { COOKIE_SESSION, acceptToken, forgetToken, onAccess, userOf, wasSignedIn } from "./access.js";
import { BankError, NoAnswer, api, presentToken } from "./api.js";

/** @typedef {import("./api_types.d.ts").Profile} Person */

const HOME = "/app/";

/** @type {Set<(person: Person | null) => void>} */
const listeners = new Set();

export const session = {
  /** @type {Person | null} the profile of who is signed in */
  person: null,

  /** @type {BankError | NoAnswer | null} why it is not known yet who is signed in */
  unknownFor: null,

  /**
   * Sign in by user name or e-mail address.
   *
   * @param {{name: string, password: string, otp?: string}} credentials otp: a code of the app, or a recovery code
   */
  async signIn({ name, password, otp }) {
    const body = { [name.includes("@") ? "email" : "username"]: name, password, ...(otp ? { otp } : {}) };
    const answer = await api("auth_login_create", { body, headers: COOKIE_SESSION, anonymous: true });
    acceptToken(answer.access);
    session.unknownFor = null;
    await session.reload();
  },

  /**
   * Sign out here; the session ends at the bank, and in the other tabs of this browser.
   *
   * @throws {BankError | NoAnswer} what kept the bank from it: then he is still signed in there, and must know it
   */
  async signOut() {
    try {
      await api("auth_logout_create", { body: {}, headers: COOKIE_SESSION });
    } catch (problem) {
      const isOut = problem instanceof BankError && problem.status === 401;
      if (!isOut) throw problem;
    }
    forgetToken();
  },

  /** Go on with the session of an earlier page, if there is one. Without an answer, `unknownFor` says why. */
  async restore() {
    session.unknownFor = null;
    if (!wasSignedIn()) return;
    try {
      if ((await presentToken()) !== null) await session.reload();
    } catch (problem) {
      if (!(problem instanceof BankError || problem instanceof NoAnswer)) throw problem;
      // A session that the bank has ended is known to be none.
      session.unknownFor = wasSignedIn() ? problem : null;
    }
  },

  /** Ask the bank again for the profile. */
  async reload() {
    const person = await api("profile_retrieve");
    // The session may have ended while the bank answered.
    if (person.id !== userOf()) return;
    session.person = person;
    tell();
  },

  /**
   * Hear when somebody signs in or out, or his profile changes.
   *
   * @param {(person: Person | null) => void} listener
   * @returns {() => void} stops it
   */
  onChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

onAccess((change) => {
  if (change === "begun") return;
  if (session.person !== null) {
    session.person = null;
    tell();
  }
  // Nothing of the first person may stay in this page: neither what it shows nor what it has in memory.
  if (change === "replaced") location.replace(HOME);
});

function tell() {
  for (const listener of listeners) listener(session.person);
}

// @ts-check
/** Who is signed in. */

import { COOKIE_SESSION, acceptToken, accessToken, forgetToken, onAccess, wasSignedIn } from "./access.js";
import { NoAnswer, api } from "./api.js";

/** @typedef {import("./api_types.d.ts").Profile} Person */

/** @type {Set<(person: Person | null) => void>} */
const listeners = new Set();

export const session = {
  /** @type {Person | null} the profile of who is signed in */
  person: null,

  /**
   * Sign in by user name or e-mail address.
   *
   * @param {{name: string, password: string, otp?: string}} credentials otp: a code of the app, or a recovery code
   */
  async signIn({ name, password, otp }) {
    const body = { [name.includes("@") ? "email" : "username"]: name, password, ...(otp ? { otp } : {}) };
    const answer = await api("auth_login_create", { body, headers: COOKIE_SESSION, anonymous: true });
    acceptToken(answer.access);
    await session.reload();
  },

  /** Sign out here; the session ends at the bank, and in the other tabs of this browser. */
  async signOut() {
    try {
      await api("auth_logout_create", { body: {}, headers: COOKIE_SESSION });
    } catch (problem) {
      // Who cannot reach the bank stays signed in there, and must know it.
      if (problem instanceof NoAnswer) throw problem;
    }
    forgetToken();
  },

  /** Go on with the session of an earlier page, if there is one. */
  async restore() {
    if (wasSignedIn() && (await accessToken()) !== null) await session.reload();
  },

  /** Ask the bank again for the profile. */
  async reload() {
    session.person = await api("profile_retrieve");
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

onAccess(async (signedIn) => {
  if (!signedIn && session.person !== null) {
    session.person = null;
    tell();
  }
});

function tell() {
  for (const listener of listeners) listener(session.person);
}

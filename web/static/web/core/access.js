// @ts-check
/**
 * The access token: in the memory of this tab, never stored. The refresh token is a cookie that no script can read;
 * the bank takes it only from a request with the header below, which no other site can send.
 */

export const COOKIE_SESSION = { "X-Refresh-Token": "cookie" };

const EARLY_SECONDS = 60;
/** Whether somebody signed in here before: a hint that saves strangers a vain request, and no secret. */
const HINT = "core-bank.signed-in";

/** @type {string | null} */
let token = null;
let goodUntil = 0;
/** @type {Set<(signedIn: boolean) => void>} */
const listeners = new Set();
const tabs = new BroadcastChannel("core-bank.session");

tabs.onmessage = ({ data }) => {
  if (data.kind === "token") keep(data.token);
  else if (data.kind === "ended") end();
};

/** Return whether a session may be there to be restored. */
export function wasSignedIn() {
  return localStorage.getItem(HINT) !== null;
}

/**
 * Hear when a session begins or ends, in this tab or another.
 *
 * @param {(signedIn: boolean) => void} listener
 */
export function onAccess(listener) {
  listeners.add(listener);
}

/**
 * Take a new access token, and let the other tabs of this browser have it.
 *
 * @param {string} access
 */
export function acceptToken(access) {
  localStorage.setItem(HINT, "1");
  tabs.postMessage({ kind: "token", token: access });
  keep(access);
}

/** Forget the session in every tab. */
export function forgetToken() {
  localStorage.removeItem(HINT);
  tabs.postMessage({ kind: "ended" });
  end();
}

/**
 * Return an access token that is good for a while yet, renewing it if need be; null for a stranger.
 *
 * @param {string | null} [refused] the token that the bank has just refused
 * @returns {Promise<string | null>}
 */
export async function accessToken(refused = null) {
  const isGood = token !== null && token !== refused && Date.now() < goodUntil;
  if (isGood) return token;
  if (token === null && !wasSignedIn()) return null;
  return renew(refused);
}

/**
 * One renewal at a time over all tabs: the others wait, and find the new token.
 *
 * @param {string | null} refused
 * @returns {Promise<string | null>}
 */
function renew(refused) {
  const before = token;
  return navigator.locks.request("core-bank.renewal", async () => {
    if (token !== null && token !== before && token !== refused) return token;
    const answer = await fetch("/api/auth/refresh/", {
      method: "POST",
      headers: { ...COOKIE_SESSION, Accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
    });
    if (answer.ok) {
      acceptToken((await answer.json()).access);
      return token;
    }
    if (answer.status < 500 && answer.status !== 429) {
      forgetToken();
      return null;
    }
    throw new TypeError(`The session could not be renewed: ${answer.status}`);
  });
}

/** @param {string} access */
function keep(access) {
  const began = token === null;
  token = access;
  goodUntil = Date.now() + (lifetimeSeconds(access) - EARLY_SECONDS) * 1000;
  if (began) for (const listener of listeners) listener(true);
}

function end() {
  const ended = token !== null;
  token = null;
  if (ended) for (const listener of listeners) listener(false);
}

/**
 * How long a token is good, by its own two times: the clock of this device need not be right.
 *
 * @param {string} access
 * @returns {number}
 */
function lifetimeSeconds(access) {
  const claims = JSON.parse(atob(access.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
  return claims.exp - claims.iat;
}

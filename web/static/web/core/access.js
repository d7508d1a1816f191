// @ts-check
/**
 * The access token: in the memory of this tab, never stored. The refresh token is a cookie that no script can read;
 * the bank takes it only from a request with the header below, which no other site can send.
 *
 * All tabs share the cookie, and so the person. A tab never passes from one person to another: when somebody else signs
 * in, its session is over.
 */

import { store, stored, unstore } from "./storage.js";

export const COOKIE_SESSION = { "X-Refresh-Token": "cookie" };

const EARLY_SECONDS = 60;
const RENEWAL_LIMIT_MS = 15_000;
/** Whether somebody signed in here before: a hint that saves strangers a vain request, and no secret. */
const HINT = "core-bank.signed-in";

/** @typedef {"begun" | "ended" | "replaced"} AccessChange replaced: another person has signed in, this page is over */

/** @type {string | null} */
let token = null;
let goodUntil = 0;
let isReplaced = false;
/** @type {Promise<string | null> | null} the renewal under way, where tabs cannot take turns */
let renewing = null;
/** @type {Set<(change: AccessChange) => void>} */
const listeners = new Set();
const tabs = new BroadcastChannel("core-bank.session");

tabs.onmessage = ({ data }) => {
  if (data.kind === "token") keep(data.token);
  else if (data.kind === "ended") end();
};

/** The session could not be renewed; nothing is known of it. */
export class NotRenewed extends Error {
  /** @param {Response | null} answer what came in the place of a token */
  constructor(answer) {
    super(`The session could not be renewed: ${answer?.status ?? "no answer"}`);
    this.answer = answer;
  }
}

/** Return whether a session may be there to be restored. */
export function wasSignedIn() {
  return stored(HINT) !== null;
}

/**
 * Return whose token it is, as the bank numbers its users; null for none.
 *
 * @param {string | null} [access] the present one if left out
 * @returns {number | null}
 */
export function userOf(access = token) {
  return access === null ? null : Number(claimsOf(access).user_id);
}

/**
 * Hear when a session begins, ends, or is replaced by another person's, in this tab or another.
 *
 * @param {(change: AccessChange) => void} listener
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
  store(HINT, "1");
  tabs.postMessage({ kind: "token", token: access });
  keep(access);
}

/** Forget the session in every tab. */
export function forgetToken() {
  unstore(HINT);
  tabs.postMessage({ kind: "ended" });
  end();
}

/**
 * Return an access token that is good for a while yet, renewing it if need be; null for a stranger.
 *
 * @param {string | null} [refused] the token that the bank has just refused
 * @param {AbortSignal} [signal] ends the waiting; a renewal under way goes on for the others
 * @returns {Promise<string | null>}
 * @throws {NotRenewed} when the bank did not say whether the session goes on
 * @throws {DOMException} an `AbortError` once this page has another person's session, or by the signal
 */
export async function accessToken(refused = null, signal) {
  if (isReplaced) throw over();
  const isGood = token !== null && token !== refused && Date.now() < goodUntil;
  if (isGood) return token;
  if (token === null && !wasSignedIn()) return null;
  await unless(signal, renew(refused));
  if (isReplaced) throw over();
  return token;
}

/**
 * One renewal at a time over all tabs: the others wait, and find the new token.
 *
 * @param {string | null} refused
 * @returns {Promise<string | null>}
 */
function renew(refused) {
  const before = token;
  const work = async () => (token !== null && token !== before && token !== refused ? token : askForToken());
  // Without encryption there are no locks: then one at a time in this tab, and the bank forgives a quick repetition.
  if (navigator.locks) return navigator.locks.request("core-bank.renewal", work);
  renewing ??= work().finally(() => {
    renewing = null;
  });
  return renewing;
}

/** @returns {Promise<string | null>} */
async function askForToken() {
  const answer = await fetch("/api/auth/refresh/", {
    method: "POST",
    headers: { ...COOKIE_SESSION, Accept: "application/json" },
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(RENEWAL_LIMIT_MS),
  }).catch(() => {
    throw new NotRenewed(null);
  });
  if (answer.ok) {
    const { access } = await answer.json().catch(() => {
      throw new NotRenewed(null);
    });
    acceptToken(access);
    return token;
  }
  if (answer.status >= 500 || answer.status === 429) throw new NotRenewed(answer);
  forgetToken();
  return null;
}

/** @param {string} access */
function keep(access) {
  if (isReplaced) return;
  if (token !== null && userOf(access) !== userOf()) {
    token = null;
    isReplaced = true;
    tell("replaced");
    return;
  }
  const began = token === null;
  token = access;
  const { iat, exp } = claimsOf(access);
  // By the token's own two times: the clock of this device need not be right.
  goodUntil = Date.now() + (exp - iat - EARLY_SECONDS) * 1000;
  if (began) tell("begun");
}

function end() {
  const ended = token !== null;
  token = null;
  if (ended) tell("ended");
}

/** @param {AccessChange} change */
function tell(change) {
  for (const listener of listeners) listener(change);
}

function over() {
  return new DOMException("Somebody else has signed in.", "AbortError");
}

/**
 * What a promise brings, unless the signal comes first.
 *
 * @template T
 * @param {AbortSignal | undefined} signal
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function unless(signal, promise) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/**
 * @param {string} access
 * @returns {{user_id: string | number, iat: number, exp: number}}
 */
function claimsOf(access) {
  return JSON.parse(atob(access.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
}

// @ts-check
/**
 * The record of payments without a certain answer: one for each attempt and person, shared by this browser's tabs, so that
 * another tab or a later one goes on under the same key. Neither PIN nor code is ever in it.
 */
import { store, stored, storedNames, unstore } from "./storage.js";

const STORED = "core-bank.payment.";

/** @typedef {import("./payments.js").Attempt} Attempt */

/**
 * Keep an attempt.
 *
 * @param {Attempt} attempt
 * @returns {boolean} whether it outlives this page
 */
export function keepRecord(attempt) {
  return store(nameOf(attempt), JSON.stringify(attempt));
}

/** Forget an attempt, in every tab. @param {Attempt} attempt */
export function forgetRecord(attempt) {
  unstore(nameOf(attempt));
}

/** An attempt as any tab has last kept it; null once it has a certain answer. @param {Attempt} attempt @returns {Attempt | null} */
export function recordOf(attempt) {
  return JSON.parse(stored(nameOf(attempt)) ?? "null");
}

/** A person's attempts, the oldest first; nobody else's. @param {number | undefined} person @returns {Attempt[]} */
export function recordsOf(person) {
  return storedNames(`${STORED}${person}.`)
    .map((name) => JSON.parse(stored(name) ?? "null"))
    .filter((attempt) => attempt?.person === person)
    .sort((one, other) => one.startedAt - other.startedAt);
}

/** Hear when another tab keeps or forgets an attempt. @param {() => void} listener */
export function onRecordsChange(listener) {
  addEventListener("storage", ({ key }) => {
    if (key === null || key.startsWith(STORED)) listener();
  });
}

/**
 * Do something with an attempt that no other tab does at the same time.
 *
 * @template T
 * @param {Attempt} attempt
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function withRecord(attempt, work) {
  // Without encryption there are no locks. The key alone keeps two tabs from paying twice; they only ask twice.
  return navigator.locks ? navigator.locks.request(nameOf(attempt), work) : work();
}

/** The same text for orders that say the same, as the bank compares them. @param {string} operation @param {Record<string, string | number> | undefined} path @param {Record<string, unknown>} body */
export function fingerprintOf(operation, path, body) {
  const sorted = Object.entries(body).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([operation, path ?? {}, sorted]);
}

/** Not `crypto.randomUUID`: a bank in a local network without TLS has none. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `web-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** @param {Attempt} attempt */
function nameOf({ person, key }) {
  return `${STORED}${person}.${key}`;
}

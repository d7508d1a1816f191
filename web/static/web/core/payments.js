// @ts-check
/**
 * Orders that move money, each sent under one idempotency key until the bank has answered for certain.
 *
 * The key is made before the first send and kept in the tab's storage with the order, without its PIN. A lost
 * connection, a time-out, a failure of the server and "still running" say nothing about the money: the same order is
 * sent again under the same key, with growing pauses, and goes on after a reload. The bank makes it once and answers
 * every further send with its first answer. A refusal ends the attempt; trying again then is a new one.
 */
import { api, BankError, NoAnswer } from "./api.js";
import { session } from "./session.js";

const STORED = "bank.payment.";
const SEND_LIMIT_MS = 30_000;
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
/** An attempt older than this is not continued on its own: it is offered. */
const CONTINUED_FOR_MS = 10 * 60_000;
const SECRETS = ["pin", "otp"];
/** Errors of an answer that did not come in time, or not to its end. */
const CUT_SHORT = new Set(["TimeoutError", "AbortError", "SyntaxError"]);

/**
 * @typedef {Record<string, unknown>} Body
 * @typedef {{path?: Record<string, string | number>, body?: Body}} Order
 * @typedef {object} Attempt an order that the bank has not answered for certain
 * @property {string} key
 * @property {string} operation
 * @property {Record<string, string | number> | undefined} path
 * @property {Body} body without secrets
 * @property {string} subject what it is, in the person's words: shown while he waits
 * @property {number} person
 * @property {number} startedAt milliseconds since 1970
 * @property {boolean} isUnsure whether it was sent and the answer did not arrive
 *
 * @typedef {"sending" | "waiting" | "needs_pin" | "offered" | "done" | "refused"} Phase
 * @typedef {object} Course how an attempt is going
 * @property {Attempt} attempt
 * @property {Phase} phase
 * @property {boolean} isWatched whether the page that gave the order is still there to tell its outcome
 * @property {any} [answer] of the bank, once done
 * @property {Error} [error] the refusal, or why nothing is known yet
 *
 * @typedef {object} Ui
 * @property {string} [subject] what the order is, in the person's words
 * @property {AbortSignal} [signal] ends when the page is left; the order goes on
 * @property {boolean} [isKept] false for an order with secrets beside the PIN: it is not written to the tab's storage
 */

/** @type {Map<string, Course>} by key */
const courses = new Map();
/** @type {Map<string, {promise: Promise<any>, pin: unknown, wake: () => void}>} by key: what is being sent */
const runs = new Map();
/** @type {Map<string, {at: number, answer: any}>} by fingerprint: what was paid since the page was loaded */
const paid = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();

/**
 * Send an order until the bank has answered for certain, and return its answer.
 *
 * The same order given again while it is under way, or while an earlier attempt has no answer, is that attempt: a
 * double click pays once. Once the page is left (`ui.signal`), the outcome is told by the watch of payments.
 *
 * @param {string} operation the operation's name in the API
 * @param {Order} order
 * @param {Ui} [ui]
 * @returns {Promise<any>}
 * @throws {BankError} the bank's refusal; or 401 and 403 after a lost answer, which leave the attempt open
 * @throws {DOMException} an `AbortError` once the page has been left
 */
export async function payOnce(operation, { path, body = {} }, ui = {}) {
  const secrets = pick(body, (name) => SECRETS.includes(name));
  const plain = pick(body, (name) => !SECRETS.includes(name));
  const attempt = findAttempt(operation, path, plain) ?? newAttempt(operation, path, plain, ui.subject ?? "");
  const isKept = ui.isKept !== false;
  if (isKept) keep(attempt);
  try {
    return await run(attempt, secrets, { isKept, isWatched: true, signal: ui.signal });
  } finally {
    // Who has left the page must not be led back to it, whatever the outcome.
    ui.signal?.throwIfAborted();
  }
}

/**
 * Return when the same order was last carried out since the page was loaded, and the bank's answer; null if it was not.
 *
 * @param {string} operation
 * @param {Order} order
 */
export function lastPaid(operation, { path, body = {} }) {
  const plain = pick(body, (name) => !SECRETS.includes(name));
  return paid.get(fingerprintOf(operation, path, plain)) ?? null;
}

/** How every attempt of the signed-in person is going. @returns {Course[]} */
export function openPayments() {
  return [...courses.values()].filter((course) => course.attempt.person === session.person?.id);
}

/** Call a function whenever an attempt changes its course. @param {() => void} listener */
export function onPaymentsChange(listener) {
  listeners.add(listener);
}

/** Go on with what an earlier page left without an answer: at once if it is recent, else it is offered. */
export function resumePayments() {
  for (const attempt of storedAttempts()) {
    if (courses.has(attempt.key) && courses.get(attempt.key)?.phase !== "needs_pin") continue;
    if (runs.has(attempt.key)) continue;
    if (Date.now() - attempt.startedAt < CONTINUED_FOR_MS) continuePayment(attempt.key);
    else setCourse(attempt, { phase: "offered" });
  }
}

/**
 * Send an unfinished attempt again under its key. Without a PIN the bank repeats the first answer if there was one.
 *
 * @param {string} key
 * @param {string} [pin]
 */
export function continuePayment(key, pin) {
  const attempt = storedAttempts().find((each) => each.key === key);
  if (!attempt) return;
  // Its outcome is told by its course; nobody waits for the promise.
  run(attempt, pin ? { pin } : {}, { isKept: true, isWatched: false }).catch(() => undefined);
}

/** Do not wait for the end of the pause. @param {string} key */
export function askNow(key) {
  runs.get(key)?.wake();
}

/** Forget an attempt, or what is told of a finished one. Whether the bank has carried it out is not changed by it. @param {string} key */
export function dismissPayment(key) {
  forget(key);
  courses.delete(key);
  changed();
}

/**
 * @param {Attempt} attempt
 * @param {Body} secrets
 * @param {{isKept: boolean, isWatched: boolean, signal?: AbortSignal}} how
 */
function run(attempt, secrets, how) {
  const running = runs.get(attempt.key);
  if (running) {
    if (how.isWatched) setCourse(attempt, { isWatched: true });
    return running.promise;
  }
  const state = { promise: Promise.resolve(), pin: undefined, wake: () => undefined };
  runs.set(attempt.key, state);
  setCourse(attempt, { phase: "sending", isWatched: how.isWatched, error: undefined });
  how.signal?.addEventListener("abort", () => setCourse(attempt, { isWatched: false }, "known"));
  state.promise = untilAnswered(attempt, secrets, state, how.isKept).finally(() => runs.delete(attempt.key));
  return state.promise;
}

/**
 * @param {Attempt} attempt
 * @param {Body} secrets
 * @param {{wake: () => void}} state
 * @param {boolean} isKept
 */
async function untilAnswered(attempt, secrets, state, isKept) {
  for (let sends = 0; ; sends += 1) {
    const wasUnsure = attempt.isUnsure;
    mark(attempt, true, isKept);
    try {
      return settle(attempt, await send(attempt, secrets));
    } catch (error) {
      const paidBefore = await transactionOfExpiredKey(error);
      if (paidBefore) return settle(attempt, paidBefore);
      if (!isUnanswered(error)) {
        mark(attempt, wasUnsure, isKept);
        if (!leavesOpen(error, wasUnsure)) throw refuse(attempt, error);
        if (error.status !== 429) throw await suspend(attempt, error, isKept);
      }
      if (session.person?.id !== attempt.person) throw await suspend(attempt, error, isKept);
      setCourse(attempt, { phase: "waiting", error });
      await pause(sends, error, state);
      setCourse(attempt, { phase: "sending" });
    }
  }
}

/** @param {Attempt} attempt @param {Body} secrets */
function send(attempt, secrets) {
  return api(attempt.operation, {
    path: attempt.path,
    body: { ...attempt.body, ...secrets },
    idempotencyKey: attempt.key,
    signal: AbortSignal.timeout(SEND_LIMIT_MS),
  });
}

/**
 * Whether an error says nothing about what became of the order.
 *
 * @param {any} error
 */
function isUnanswered(error) {
  if (error instanceof BankError) {
    // "unknown": something between here and the bank answered in its place.
    return error.status >= 500 || ["idempotency_in_progress", "unknown"].includes(error.code);
  }
  return error instanceof NoAnswer || CUT_SHORT.has(error?.name);
}

/**
 * Whether a refusal of this send leaves open what became of an earlier one: the bank says 401, 403 and 429 before it
 * looks the key up.
 *
 * @param {any} error
 * @param {boolean} wasUnsure
 */
function leavesOpen(error, wasUnsure) {
  if (!(error instanceof BankError)) return true;
  return wasUnsure && [401, 403, 429].includes(error.status);
}

/** The transaction of a key whose stored answer the bank has thrown away: it was carried out long ago. @param {any} error */
async function transactionOfExpiredKey(error) {
  if (!(error instanceof BankError) || error.code !== "idempotency_key_expired") return null;
  return api("transactions_read", { path: { key: error.details.transaction_id } });
}

/** @param {Attempt} attempt @param {any} answer */
function settle(attempt, answer) {
  forget(attempt.key);
  paid.set(fingerprintOf(attempt.operation, attempt.path, attempt.body), { at: Date.now(), answer });
  finish(attempt, { phase: "done", answer });
  return answer;
}

/** @param {Attempt} attempt @param {any} error */
function refuse(attempt, error) {
  forget(attempt.key);
  finish(attempt, { phase: "refused", error });
  return error;
}

/** Stop sending without an answer: the attempt stays, until its person signs in or gives the PIN. @param {Attempt} attempt @param {any} error @param {boolean} isKept */
async function suspend(attempt, error, isKept) {
  if (!isKept) courses.delete(attempt.key);
  else setCourse(attempt, { phase: "needs_pin", isWatched: false, error });
  changed();
  return error;
}

/** Tell the outcome here only if the page that asked is gone. @param {Attempt} attempt @param {Partial<Course>} outcome */
function finish(attempt, outcome) {
  if (courses.get(attempt.key)?.isWatched) {
    courses.delete(attempt.key);
    changed();
  } else setCourse(attempt, outcome);
}

/**
 * Wait before the next send: longer each time, as long as the bank asks for, and no longer than until the device is
 * connected again or somebody presses "Ask now".
 *
 * @param {number} sends
 * @param {any} error
 * @param {{wake: () => void}} state
 */
async function pause(sends, error, state) {
  const ownMs = PAUSES_MS[Math.min(sends, PAUSES_MS.length - 1)];
  const askedMs = Math.min(Number(error?.retryAfter ?? 0) * 1000, 60_000);
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(ownMs, askedMs));
    state.wake = () => {
      clearTimeout(timer);
      resolve(undefined);
    };
    window.addEventListener("online", state.wake, { once: true });
  });
  window.removeEventListener("online", state.wake);
}

/**
 * @param {Attempt} attempt
 * @param {Partial<Course>} change
 * @param {"known"} [only] change only what is still told of
 */
function setCourse(attempt, change, only) {
  const before = courses.get(attempt.key);
  if (only && !before) return;
  courses.set(attempt.key, { attempt, phase: "sending", isWatched: false, ...before, ...change });
  changed();
}

function changed() {
  for (const listener of listeners) listener();
}

/** @param {string} operation @param {Order["path"]} path @param {Body} body @param {string} subject @returns {Attempt} */
function newAttempt(operation, path, body, subject) {
  if (!session.person) throw new Error("Somebody must be signed in to pay.");
  return {
    key: newKey(),
    operation,
    path,
    body,
    subject,
    person: session.person.id,
    startedAt: Date.now(),
    isUnsure: false,
  };
}

/** @param {string} operation @param {Order["path"]} path @param {Body} body */
function findAttempt(operation, path, body) {
  const wanted = fingerprintOf(operation, path, body);
  const known = [...courses.values()]
    .filter((course) => course.phase !== "done" && course.phase !== "refused")
    .map((course) => course.attempt);
  return [...known, ...storedAttempts()].find(
    (each) =>
      each.person === session.person?.id && fingerprintOf(each.operation, each.path, each.body) === wanted,
  );
}

/** The same text for orders that say the same, as the bank compares them. @param {string} operation @param {Order["path"]} path @param {Body} body */
function fingerprintOf(operation, path, body) {
  const sorted = Object.entries(body).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([operation, path ?? {}, sorted]);
}

/** Not `crypto.randomUUID`: a bank in a local network without TLS has none. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `web-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** @param {Body} body @param {(name: string) => boolean} wanted @returns {Body} */
function pick(body, wanted) {
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => wanted(name) && value !== undefined),
  );
}

/** @param {Attempt} attempt @param {boolean} isUnsure @param {boolean} isKept */
function mark(attempt, isUnsure, isKept) {
  attempt.isUnsure = isUnsure;
  if (isKept) keep(attempt);
}

/** @param {Attempt} attempt */
function keep(attempt) {
  sessionStorage.setItem(STORED + attempt.key, JSON.stringify(attempt));
}

/** @param {string} key */
function forget(key) {
  sessionStorage.removeItem(STORED + key);
}

/** The signed-in person's attempts in this tab's storage. @returns {Attempt[]} */
function storedAttempts() {
  return Object.keys(sessionStorage)
    .filter((name) => name.startsWith(STORED))
    .map((name) => JSON.parse(sessionStorage.getItem(name) ?? "null"))
    .filter((attempt) => attempt?.person === session.person?.id)
    .sort((one, other) => one.startedAt - other.startedAt);
}

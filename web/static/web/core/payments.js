// @ts-check
/**
 * Orders that move money, each sent under one idempotency key until the bank has answered for certain.
 *
 * The key is made before the first send and kept in the browser's storage with the order, without its PIN. A lost
 * connection, a time-out, a failure of the server and "still running" say nothing about the money: the same order is
 * sent again under the same key, with growing pauses, and goes on after a reload and in another tab. The bank makes it
 * once and answers every further send with its first answer. A refusal ends the attempt; trying again then is a new one.
 * An attempt belongs to one person: it is sent by his session alone, and waits for him while somebody else is signed in.
 */
import { api, BankError, NoAnswer, OtherPerson } from "./api.js";
import {
  fingerprintOf,
  forgetRecord,
  keepRecord,
  newKey,
  onRecordsChange,
  recordOf,
  recordsOf,
  withRecord,
} from "./payment_records.js";
import { session } from "./session.js";

const SEND_LIMIT_MS = 30_000;
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
/** An attempt older than this is not continued on its own: it is offered. */
const CONTINUED_FOR_MS = 10 * 60_000;
const SECRETS = ["pin", "otp"];
/** The one refusal that the bank keeps under the key, and repeats: every other depends on the moment it is given. */
const KEPT_REFUSAL = 422;
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
 * @typedef {"sending" | "waiting" | "elsewhere" | "needs_pin" | "offered" | "done" | "refused"} Phase elsewhere: another
 *   tab is sending it
 * @typedef {object} Course how an attempt is going
 * @property {Attempt} attempt
 * @property {Phase} phase
 * @property {boolean} isWatched whether the page that gave the order is still there to tell its outcome
 * @property {boolean} isStored whether it goes on after the page: false where the browser stores nothing
 * @property {any} [answer] of the bank, once done
 * @property {Error} [error] the refusal, or why nothing is known yet
 *
 * @typedef {object} Ui
 * @property {string} [subject] what the order is, in the person's words
 * @property {AbortSignal} [signal] ends when the page is left; the order goes on
 * @property {boolean} [isKept] false for an order with secrets beside the PIN: it is not written to the storage
 *
 * @typedef {object} Run an attempt that is being sent
 * @property {Promise<any>} promise
 * @property {Body} secrets
 * @property {boolean} isKept
 * @property {boolean} isAsked whether somebody waits for its answer
 * @property {() => void} wake ends the present pause
 */

/** @type {Map<string, Course>} by key */
const courses = new Map();
/** @type {Map<string, Run>} by key */
const runs = new Map();
/** @type {Map<string, {at: number, answer: any}>} by person and fingerprint: what was paid since the page was loaded */
const paid = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();

onRecordsChange(() => {
  for (const [key, { phase, attempt }] of courses) {
    // Another tab has brought it to its end.
    if (["needs_pin", "offered"].includes(phase) && !recordOf(attempt)) courses.delete(key);
  }
  // Where tabs cannot take turns, what another one has begun is its own affair while it is open.
  if (navigator.locks) resumePayments();
  changed();
});
session.onChange(() => {
  // Whose session is over is not waited for: his attempts are laid aside at once, and their PINs forgotten.
  for (const [key, running] of runs) if (!isPresent(courses.get(key)?.attempt)) running.wake();
});

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
  try {
    return await run(attempt, secrets, { isKept: ui.isKept !== false, isWatched: true, signal: ui.signal });
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
  return paid.get(`${session.person?.id} ${fingerprintOf(operation, path, plain)}`) ?? null;
}

/** How every attempt of the signed-in person is going. @returns {Course[]} */
export function openPayments() {
  return [...courses.values()].filter((course) => isPresent(course.attempt));
}

/** Call a function whenever an attempt changes its course. @param {() => void} listener */
export function onPaymentsChange(listener) {
  listeners.add(listener);
}

/** Go on with what an earlier page or another tab leaves without an answer: at once if it is recent, else it is offered. */
export function resumePayments() {
  for (const attempt of recordsOf(session.person?.id)) {
    /** @type {any} */
    const error = courses.get(attempt.key)?.error;
    const isLaidAside = error instanceof OtherPerson || error?.status === 401;
    if (runs.has(attempt.key) || (courses.has(attempt.key) && !isLaidAside)) continue;
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
  const attempt = openAttempts().find((each) => each.key === key);
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
  const attempt = courses.get(key)?.attempt;
  if (attempt) forgetRecord(attempt);
  courses.delete(key);
  changed();
}

/**
 * @param {Attempt} attempt
 * @param {Body} secrets
 * @param {{isKept: boolean, isWatched: boolean, signal?: AbortSignal}} how
 */
function run(attempt, secrets, { isKept, isWatched, signal }) {
  const running = runs.get(attempt.key);
  if (running) {
    Object.assign(running.secrets, secrets);
    running.isAsked ||= isWatched;
    if (isWatched) watch(attempt, signal);
    return running.promise;
  }
  /** @type {Run} */
  const state = { promise: Promise.resolve(), secrets, isKept, isAsked: isWatched, wake: () => undefined };
  runs.set(attempt.key, state);
  const isStored = isKept && (recordOf(attempt) ? (courses.get(attempt.key)?.isStored ?? true) : keepRecord(attempt));
  const phase = isWatched ? "sending" : "elsewhere";
  setCourse(attempt, { phase, isWatched: isWatched && !signal?.aborted, isStored, error: undefined });
  if (isWatched) watch(attempt, signal);
  state.promise = withRecord(attempt, () => inTurn(attempt, state)).finally(() => runs.delete(attempt.key));
  return state.promise;
}

/** The page that asks tells the outcome itself, until it is left. @param {Attempt} attempt @param {AbortSignal} [signal] */
function watch(attempt, signal) {
  setCourse(attempt, { isWatched: !signal?.aborted });
  signal?.addEventListener("abort", () => setCourse(attempt, { isWatched: false }, "known"));
}

/** Send an attempt, now that no other tab does. @param {Attempt} attempt @param {Run} state */
async function inTurn(attempt, state) {
  const record = recordOf(attempt);
  if (state.isKept && !state.isAsked && !record) {
    // The other tab has brought it to its end, and told so.
    courses.delete(attempt.key);
    return changed();
  }
  attempt.isUnsure ||= record?.isUnsure ?? false;
  setCourse(attempt, { phase: "sending" });
  return untilAnswered(attempt, state);
}

/** @param {Attempt} attempt @param {Run} state */
async function untilAnswered(attempt, state) {
  for (let sends = 0; ; sends += 1) {
    if (!isPresent(attempt)) throw suspend(attempt, new OtherPerson(), state);
    const wasUnsure = attempt.isUnsure;
    mark(attempt, true, state);
    try {
      return settle(attempt, await send(attempt, state.secrets));
    } catch (error) {
      if (!isUnanswered(error)) {
        mark(attempt, wasUnsure, state);
        if (!leavesOpen(error, wasUnsure)) throw refuse(attempt, error);
        if (error.status !== 429) throw suspend(attempt, error, state);
      }
      setCourse(attempt, { phase: "waiting", error });
      if (isPresent(attempt)) await pause(sends, error, state);
      setCourse(attempt, { phase: "sending" });
    }
  }
}

/** @param {Attempt} attempt @param {Body} secrets */
async function send(attempt, secrets) {
  const { operation, path, key, person } = attempt;
  const signal = AbortSignal.timeout(SEND_LIMIT_MS);
  try {
    const body = { ...attempt.body, ...secrets };
    return await api(operation, { path, body, idempotencyKey: key, asPerson: person, signal });
  } catch (error) {
    if (!(error instanceof BankError) || error.code !== "idempotency_key_expired") throw error;
    return await transactionOfExpiredKey(error, person);
  }
}

/**
 * The transaction of a key whose stored answer the bank has thrown away: it was carried out long ago.
 *
 * @param {BankError} expired
 * @param {number} person
 */
async function transactionOfExpiredKey(expired, person) {
  try {
    const signal = AbortSignal.timeout(SEND_LIMIT_MS);
    return await api("transactions_read", { path: { key: expired.details.transaction_id }, asPerson: person, signal });
  } catch (error) {
    if (error instanceof BankError) throw new NoAnswer(error.status);
    throw error;
  }
}

/** Whether an attempt is that of who is signed in. @param {Attempt | undefined} attempt */
function isPresent(attempt) {
  return attempt !== undefined && attempt.person === session.person?.id;
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
 * Whether a refusal of this send leaves open what became of an earlier one: the bank looks the key up after much else, and
 * keeps only one kind of refusal under it.
 *
 * @param {any} error
 * @param {boolean} wasUnsure
 */
function leavesOpen(error, wasUnsure) {
  if (!(error instanceof BankError)) return true;
  return wasUnsure && error.status !== KEPT_REFUSAL;
}

/** @param {Attempt} attempt @param {any} answer */
function settle(attempt, answer) {
  forgetRecord(attempt);
  paid.set(`${attempt.person} ${fingerprintOf(attempt.operation, attempt.path, attempt.body)}`, { at: Date.now(), answer });
  finish(attempt, { phase: "done", answer });
  return answer;
}

/** @param {Attempt} attempt @param {any} error */
function refuse(attempt, error) {
  forgetRecord(attempt);
  finish(attempt, { phase: "refused", error });
  return error;
}

/** Stop sending without an answer: the attempt stays, until its person signs in or gives the PIN. @param {Attempt} attempt @param {any} error @param {Run} state */
function suspend(attempt, error, { isKept }) {
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
  courses.set(attempt.key, { attempt, phase: "sending", isWatched: false, isStored: true, ...before, ...change });
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
  return openAttempts().find((each) => fingerprintOf(each.operation, each.path, each.body) === wanted);
}

/** The attempts of who is signed in that have no certain answer, of this page and of the others. @returns {Attempt[]} */
function openAttempts() {
  const isOpen = (/** @type {Course} */ { phase }) => phase !== "done" && phase !== "refused";
  const known = openPayments().filter(isOpen);
  return [...known.map(({ attempt }) => attempt), ...recordsOf(session.person?.id)];
}

/** @param {Body} body @param {(name: string) => boolean} wanted @returns {Body} */
function pick(body, wanted) {
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => wanted(name) && value !== undefined),
  );
}

/** @param {Attempt} attempt @param {boolean} isUnsure @param {Run} state */
function mark(attempt, isUnsure, { isKept }) {
  attempt.isUnsure = isUnsure;
  if (isKept) setCourse(attempt, { isStored: keepRecord(attempt) }, "known");
}

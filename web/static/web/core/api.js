// @ts-check
/**
 * The bank's public API by the names of its operations, and nothing else of the bank.
 *
 * Methods and addresses are in `operations.js`, which is made from the bank's own OpenAPI document.
 */

import { NotRenewed, accessToken, userOf } from "./access.js";
import { fromBank, t } from "./i18n.js";
import { operations } from "./operations.js";

/** @typedef {keyof typeof operations} OperationId */

/** What the bank refused, and why. */
export class BankError extends Error {
  /**
   * @param {number} status
   * @param {any} body
   * @param {Headers} headers
   */
  constructor(status, body, headers) {
    const isFields = typeof body?.code !== "string" || typeof body?.error !== "string";
    const fields = isFields ? fieldMessages(body) : {};
    const whole = fields.non_field_errors;
    delete fields.non_field_errors;
    super(isFields ? (whole?.join(" ") ?? t("Please check what is marked.")) : fromBank(body.error));
    this.name = "BankError";
    this.status = status;
    /** The stable code; `invalid_fields` where fields are at fault. */
    this.code = isFields ? "invalid_fields" : body.code;
    /** What went wrong, as a sentence for a person. */
    this.sentence = this.message;
    /** @type {Record<string, string[]>} what is wrong with which field */
    this.fields = fields;
    /** @type {Record<string, any>} the typed details of the error */
    this.details = isFields ? {} : body;
    /** @type {number | null} in how many seconds to try again */
    this.retryAfter = seconds(headers);
    this.requestId = headers.get("X-Request-ID");
  }
}

/** The bank did not answer for certain: what was asked for may have happened or not. */
export class NoAnswer extends Error {
  /**
   * @param {number | null} [status] what it did answer, if anything
   * @param {Headers | null} [headers]
   */
  constructor(status = null, headers = null) {
    const sentence =
      status === null
        ? t("The bank cannot be reached. Please check your connection.")
        : t("The bank could not answer just now. Please try again in a moment.");
    super(sentence);
    this.name = "NoAnswer";
    this.status = status;
    this.sentence = sentence;
    this.retryAfter = headers && seconds(headers);
    this.requestId = headers?.get("X-Request-ID") ?? null;
  }
}

/** The session is not, or no longer, that of the person who asked: nothing was sent. */
export class OtherPerson extends Error {
  constructor() {
    super(t("Somebody else has signed in. This goes on once you are back."));
    this.name = "OtherPerson";
    this.sentence = this.message;
  }
}

/**
 * Ask the bank.
 *
 * @param {OperationId | (string & {})} operationId
 * @param {object} [request]
 * @param {Record<string, string | number>} [request.path] what stands in the address
 * @param {Record<string, any>} [request.query] empty values are left out
 * @param {any} [request.body] sent as JSON
 * @param {FormData} [request.form] sent as a form with files, in the place of `body`
 * @param {string} [request.idempotencyKey]
 * @param {Record<string, string>} [request.headers]
 * @param {AbortSignal} [request.signal]
 * @param {"json" | "blob"} [request.as]
 * @param {boolean} [request.anonymous] send no access token
 * @param {number} [request.asPerson] whose request it is: it is sent by nobody else's session
 * @returns {Promise<any>} the answer; null where it is empty
 * @throws {BankError} what the bank refused
 * @throws {NoAnswer} when it did not answer for certain
 * @throws {OtherPerson} instead of sending it by a session that is not `asPerson`'s
 */
export async function api(operationId, request = {}) {
  const operation = operations[/** @type {OperationId} */ (operationId)];
  if (!operation) throw new Error(`The bank has no operation ${operationId}.`);
  let token = request.anonymous ? null : await presentToken(null, request.signal);
  checkPerson(token, request);
  let answer = await send(operation, request, token);
  if (answer.status === 401 && token !== null) {
    const refused = token;
    token = await presentToken(refused, request.signal);
    if (token !== null) {
      checkPerson(token, request);
      answer = await send(operation, request, token);
    }
  }
  return understood(answer, request.as ?? "json");
}

/**
 * Return an access token of who is signed in, null for a stranger.
 *
 * @param {string | null} [refused] the token that the bank has just refused
 * @param {AbortSignal} [signal]
 * @throws {NoAnswer} when the bank did not say whether the session goes on
 */
export function presentToken(refused = null, signal) {
  return reached(() => accessToken(refused, signal));
}

/**
 * @param {string | null} token
 * @param {{asPerson?: number}} request
 */
function checkPerson(token, { asPerson }) {
  if (asPerson !== undefined && userOf(token) !== asPerson) throw new OtherPerson();
}

/**
 * Follow a list to its end, page by page.
 *
 * @param {OperationId | (string & {})} operationId
 * @param {Parameters<typeof api>[1]} [request]
 * @returns {Promise<any[]>} all its results
 */
export async function all(operationId, request = {}) {
  const results = [];
  for (let page = 1; ; page += 1) {
    const answer = await api(operationId, { ...request, query: { page_size: 200, ...request.query, page } });
    results.push(...answer.results);
    if (answer.next === null) return results;
  }
}

/**
 * @param {readonly any[]} operation
 * @param {NonNullable<Parameters<typeof api>[1]>} request
 * @param {string | null} token
 * @returns {Promise<Response>}
 */
function send([method, pattern], request, token) {
  /** @type {Record<string, string>} */
  const headers = {
    Accept: request.as === "blob" ? "*/*" : "application/json",
    ...request.headers,
  };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (request.idempotencyKey) headers["Idempotency-Key"] = request.idempotencyKey;
  if (request.body !== undefined) headers["Content-Type"] = "application/json";
  return reached(() =>
    fetch(address(pattern, request.path ?? {}, request.query ?? {}), {
      method,
      headers,
      body: request.form ?? (request.body === undefined ? undefined : JSON.stringify(request.body)),
      credentials: "same-origin",
      cache: "no-store",
      signal: request.signal,
    }),
  );
}

/**
 * @param {string} pattern
 * @param {Record<string, string | number>} path
 * @param {Record<string, any>} query
 * @returns {string}
 */
function address(pattern, path, query) {
  const filled = pattern.replaceAll(/\{(\w+)\}/g, (_whole, name) => {
    if (!(name in path)) throw new Error(`The address ${pattern} needs ${name}.`);
    return encodeURIComponent(String(path[name]));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  // An empty cursor asks for the first page by cursor: it means something.
  if (query.cursor === "") search.set("cursor", "");
  return search.size ? `${filled}?${search}` : filled;
}

/**
 * @template T
 * @param {() => Promise<T>} request
 * @returns {Promise<T>}
 */
async function reached(request) {
  try {
    return await request();
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") throw problem;
    if (problem instanceof NotRenewed) throw new NoAnswer(problem.answer?.status, problem.answer?.headers);
    if (problem instanceof TypeError) throw new NoAnswer();
    throw problem;
  }
}

/**
 * @param {Response} answer
 * @param {"json" | "blob"} kind
 */
async function understood(answer, kind) {
  if (answer.status >= 500) throw new NoAnswer(answer.status, answer.headers);
  if (!answer.ok) {
    const body = await reached(() => answer.json()).catch(() => ({ error: answer.statusText, code: "unknown" }));
    throw new BankError(answer.status, body, answer.headers);
  }
  if (answer.status === 204) return null;
  return reached(() => (kind === "blob" ? answer.blob() : answer.json()));
}

/** @param {Headers} headers */
function seconds(headers) {
  const value = Number.parseInt(headers.get("Retry-After") ?? "", 10);
  return Number.isNaN(value) ? null : value;
}

/**
 * The messages of every field, however deep they stand.
 *
 * @param {any} body
 * @returns {Record<string, string[]>}
 */
function fieldMessages(body) {
  return Object.fromEntries(
    Object.entries(body ?? {}).map(([name, messages]) => [name, flat(messages).map(fromBank)]),
  );
}

/**
 * @param {any} messages
 * @returns {string[]}
 */
function flat(messages) {
  if (typeof messages === "string") return [messages];
  if (messages === null || typeof messages !== "object") return [String(messages)];
  return Object.values(messages).flatMap(flat);
}

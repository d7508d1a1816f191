// @ts-check
/**
 * What the browser keeps for this bank beyond a page. Where it keeps nothing (storage is forbidden or full), values live
 * as long as the page.
 */

/** @type {Map<string, string>} what could not be stored */
const unstored = new Map();

/**
 * Return what is kept under a name, or null.
 *
 * @param {string} name
 * @returns {string | null}
 */
export function stored(name) {
  return unstored.get(name) ?? attempt(() => localStorage.getItem(name), null);
}

/**
 * Keep a value under a name.
 *
 * @param {string} name
 * @param {string} value
 * @returns {boolean} whether it outlives this page
 */
export function store(name, value) {
  const isStored = attempt(() => {
    localStorage.setItem(name, value);
    return true;
  }, false);
  if (isStored) unstored.delete(name);
  else unstored.set(name, value);
  return isStored;
}

/**
 * Keep nothing under a name any more.
 *
 * @param {string} name
 */
export function unstore(name) {
  unstored.delete(name);
  attempt(() => localStorage.removeItem(name), undefined);
}

/**
 * Return all names that begin in a certain way.
 *
 * @param {string} beginning
 */
export function storedNames(beginning) {
  const names = new Set([...attempt(() => Object.keys(localStorage), []), ...unstored.keys()]);
  return [...names].filter((name) => name.startsWith(beginning));
}

/**
 * @template T
 * @param {() => T} use of the storage
 * @param {T} otherwise
 * @returns {T}
 */
function attempt(use, otherwise) {
  try {
    return use();
  } catch (problem) {
    // SecurityError where storage is forbidden, QuotaExceededError where it is full.
    if (problem instanceof DOMException) return otherwise;
    throw problem;
  }
}

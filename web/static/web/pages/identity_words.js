// @ts-check
/** The words about identity: states and documents. */

import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { badge } from "../core/parts.js";

/** @typedef {import("../core/api_types.d.ts").DocumentTypeEnum} DocumentType */

/** Return the names of the kinds of documents. */
export function documentNames() {
  return /** @type {Record<DocumentType, string>} */ ({
    PASSPORT: t("Passport"),
    NATIONAL_ID: t("National identity card"),
    DRIVING_LICENCE: t("Driving licence"),
    AADHAAR: t("Aadhaar card"),
    PAN: t("PAN card"),
    SSN_CARD: t("Social Security card"),
    PROOF_OF_ADDRESS: t("Proof of address"),
    PHOTO: t("Photo of yourself"),
    OTHER: t("Another document"),
  });
}

/** Return the kinds of documents as the choices of a field. */
export function documentChoices() {
  return Object.entries(documentNames()).map(([value, label]) => ({ value, label }));
}

/**
 * Return how far the identity check has come, as a badge.
 *
 * @param {import("../core/api_types.d.ts").KycStatusEnum} status
 */
export function identityBadge(status) {
  if (status === "APPROVED") return badge(t("Confirmed"), "good");
  if (status === "REJECTED") return badge(t("Not accepted"), "bad");
  return badge(t("Being checked"), "warn");
}

/** What a file must be, as a hint. */
export function fileHint() {
  return t("JPEG, PNG or PDF, at most 5 MB.");
}

/** What a password must be, as a hint. */
export function passwordHint() {
  return t("At least 8 characters, with a capital letter, a small letter and a digit.");
}

/**
 * Say that two passwords must be the same.
 *
 * @param {string} other the name of the field it must be the same as
 * @returns {(value: any, values: Record<string, any>) => string | null}
 */
export function sameAs(other) {
  return (value, values) => (value === values[other] ? null : t("The two passwords are not the same."));
}

/**
 * Make a section heading inside a form.
 *
 * @param {string} text
 */
export function formSection(text) {
  return h("h2", { class: "form-section" }, text);
}

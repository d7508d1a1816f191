// @ts-check
/** The identity check: where it stands, what is missing, and sending documents. */

import { BankError, all, api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { dateTime, t } from "../core/i18n.js";
import { button, card, definition, empty, notice, toast } from "../core/parts.js";
import { fromHere, link } from "../core/router.js";
import { session } from "../core/session.js";
import { documentMessages, documentRows } from "./document_rows.js";
import { documentChoices, documentNames, fileHint, identityBadge } from "./identity_words.js";

/** @typedef {import("../core/api_types.d.ts").StandingAnswer} Standing */

/** @param {import("../core/router.js").Visit} visit */
export async function page({ query, signal }) {
  if (!session.person?.customer_id) return forStaff();
  /** @type {[Standing, any[]]} */
  const [standing, documents] = await Promise.all([api("kyc_retrieve", { signal }), all("kyc_documents_list", { signal })]);
  // What was decided meanwhile also changes what the other pages offer.
  if (standing.kyc_status !== session.person.kyc_status) await session.reload();
  const isRejected = standing.kyc_status === "REJECTED";
  return {
    title: t("Identity check"),
    content: h(
      "div",
      { class: "stack" },
      query.has("welcome") ? notice("good", t("Welcome!"), t("You are registered and signed in.")) : null,
      stateNotice(standing),
      h(
        "div",
        { class: "columns" },
        h("div", { class: "stack" }, isRejected ? resubmission(standing) : uploading(), documentList(documents)),
        facts(standing),
      ),
    ),
  };
}

/** @returns {import("../core/router.js").Page} */
function forStaff() {
  const there = h("a", { href: "/admin/", class: "button button-primary" }, t("To the staff's site"));
  return { title: t("Identity check"), content: empty(t("This sign-in is no customer's. There is no identity check for it."), there, "shield") };
}

/** @param {Standing} standing */
function stateNotice(standing) {
  const names = documentNames();
  const missing = standing.missing.length
    ? h("p", null, t("Still missing: {documents}.", { documents: standing.missing.map((kind) => names[kind]).join(", ") }))
    : null;
  if (standing.kyc_status === "APPROVED") {
    return notice("good", t("Your identity is confirmed."), t("You can open accounts and move money."), missing);
  }
  if (standing.kyc_status === "REJECTED") {
    const reason = t("The bank's reason: {reason}", { reason: standing.reason ?? "–" });
    return notice("bad", t("Your identity could not be confirmed."), h("p", null, reason), h("p", null, t("Put it right below, and the bank checks again.")), missing);
  }
  return notice("warn", t("The bank is checking your identity."), t("You will be told as soon as it is done. Until then you cannot open accounts."), missing);
}

/** @param {Standing} standing */
function facts(standing) {
  const { identity } = standing;
  return card(
    t("What the bank knows"),
    definition([
      [t("State"), identityBadge(standing.kyc_status)],
      [t("Customer number"), standing.customer_id],
      [t("Sent on"), dateTime(standing.submitted_at)],
      standing.decided_at ? [t("Decided on"), dateTime(standing.decided_at)] : null,
      [t("Social Security number"), identity.ssn],
      [t("Aadhaar number"), identity.aadhaar_number ?? t("not given")],
      [t("PAN"), identity.pan_number ?? t("not given")],
    ]),
  );
}

function uploading() {
  return card(
    t("Send a document"),
    form({
      label: t("Send a document"),
      fields: [
        field({ name: "document_type", label: t("Kind of document"), type: "select", required: true, options: documentChoices(), value: "PASSPORT" }),
        field({ name: "file", label: t("File"), type: "file", required: true, accept: "image/jpeg,image/png,application/pdf", hint: fileHint() }),
      ],
      submitLabel: t("Send"),
      icon: "upload",
      busy: t("Your document is being sent…"),
      onSubmit: async ({ document_type: kind, file }) => {
        const here = fromHere();
        const sent = new FormData();
        sent.append("document_type", kind);
        sent.append("file", file[0]);
        await api("kyc_documents_create", { form: sent });
        toast(t("The document has arrived."));
        await here.refreshPage();
      },
    }),
  );
}

/** @param {Standing} standing */
function resubmission(standing) {
  const documents = documentRows();
  const { identity } = standing;
  return card(
    t("Try again"),
    form({
      label: t("Try again"),
      fields: [
        documents.element,
        identity.aadhaar_number ? null : field({ name: "aadhaar_number", label: t("Aadhaar number"), inputmode: "numeric", hint: t("Twelve digits, if you have one."), autocomplete: "off" }),
        identity.pan_number ? null : field({ name: "pan_number", label: t("PAN"), hint: t("Ten characters such as ABCPE1234F, if you have one."), autocomplete: "off" }),
      ],
      submitLabel: t("Ask for a new check"),
      busy: t("Your data is being sent…"),
      onSubmit: async (values) => {
        const here = fromHere();
        const tooLarge = documents.problems();
        documents.say(tooLarge);
        if (tooLarge.length) return;
        const sent = new FormData();
        for (const [name, value] of Object.entries(values)) sent.append(name, value);
        documents.addTo(sent);
        try {
          await api("kyc_resubmit", { form: sent });
        } catch (problem) {
          if (problem instanceof BankError) documents.say(documentMessages(problem));
          throw problem;
        }
        await session.reload();
        toast(t("The bank checks your identity again."));
        await here.refreshPage();
      },
    }),
    h("p", { class: "muted" }, t("Is your name or your date of birth wrong?"), " ", link("/contact", t("Write to the bank."))),
  );
}

/** @param {import("../core/api_types.d.ts").DocumentAnswer[]} documents */
function documentList(documents) {
  const names = documentNames();
  if (!documents.length) return card(t("Documents you have sent"), empty(t("You have sent no documents yet."), null, "file"));
  const row = (/** @type {typeof documents[0]} */ sent) =>
    h(
      "li",
      { class: "list-row" },
      h("div", { class: "list-text" }, h("p", { class: "list-title" }, names[sent.document_type]), h("p", { class: "muted small" }, `${sent.file_name} · ${dateTime(sent.uploaded_at)}`)),
      button(h("span", { class: "visually-hidden" }, t("Download {what}", { what: sent.file_name })), () => download(sent), { tone: "quiet", icon: "download" }),
    );
  return card(t("Documents you have sent"), h("ul", { class: "list" }, documents.map(row)));
}

/** @param {import("../core/api_types.d.ts").DocumentAnswer} sent */
async function download(sent) {
  const blob = await api("kyc_documents_download", { path: { document_id: sent.id }, as: "blob" });
  saveFile(blob, sent.file_name);
}

/**
 * Have the browser save a file.
 *
 * @param {Blob} blob
 * @param {string} name
 */
export function saveFile(blob, name) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

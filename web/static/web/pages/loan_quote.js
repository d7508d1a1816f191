// @ts-check
/** What a loan would cost: two sliders, and the answer while they move. */
import { api } from "../core/api.js";
import { bars } from "../core/charts.js";
import { figuresTable } from "../core/charts_frame.js";
import { h, replace } from "../core/dom.js";
import { date, money, percent, plural, t } from "../core/i18n.js";
import { card, definition, isForPeople, notice } from "../core/parts.js";
import { link } from "../core/router.js";
import { sliderField } from "./loan_slider.js";
import { productName, rhythm, span } from "./loan_words.js";
import { add, axisMoney, isMonthly, isZero, shortDay, shortMonth } from "./plan_figures.js";

const PAUSE_MS = 250;
/** Beyond so many repayments the chart shows years: a column must be wide enough to be seen. */
const MOST_COLUMNS = 60;
/** The first term that is shown: so many repayments, or half of what is possible where that is a long time. */
const SHORT_TERM = 24;
const LONG_TERM = 120;

/** @param {import("../core/router.js").Visit} visit */
export async function page({ params, query, signal }) {
  const product = await api("loan_products_read", { path: { loan_product_id: params.productId }, signal });
  const answer = h("div", { class: "quote-answer" });
  const said = h("p", { class: "visually-hidden", role: "status" });
  const details = h("div", { class: "stack" });
  const apply = link("", t("Apply for this loan"), { class: "button button-primary" });
  const wish = firstWish(product, query);
  let newest = 0;
  let pause = 0;
  let asked = new AbortController();

  const ask = async () => {
    newest += 1;
    const mine = newest;
    asked.abort();
    asked = new AbortController();
    answer.setAttribute("aria-busy", "true");
    apply.setAttribute("href", link(`/loans/products/${product.id}/apply?${wishQuery(wish)}`, "").href);
    try {
      const body = { amount: wish.amount, term: Number(wish.term), ...wish.terms };
      const quote = await api("loan_products_quote", { path: { loan_product_id: product.id }, body, signal: asked.signal });
      // An answer to an earlier wish may still arrive: only the newest is shown.
      if (mine === newest) show(quote);
    } catch (problem) {
      if (mine !== newest || signal.aborted) return;
      if (!isForPeople(problem)) throw problem;
      replace(answer, notice("bad", null, problemText(problem)));
      replace(said);
      replace(details);
    } finally {
      if (mine === newest) answer.removeAttribute("aria-busy");
    }
  };
  const askSoon = () => {
    clearTimeout(pause);
    pause = setTimeout(() => void ask(), PAUSE_MS);
  };
  const show = (/** @type {any} */ quote) => {
    replace(answer, ...quoteInShort(quote, product, wish));
    replace(said, t("First repayment {due}; {cost} of costs in all.", {
      due: money(quote.periods[0].due, quote.currency),
      cost: money(quote.totals.cost, quote.currency),
    }));
    replace(details, scheduleCard(quote));
  };
  signal.addEventListener("abort", () => {
    clearTimeout(pause);
    asked.abort();
  });
  await ask();
  return {
    title: productName(product),
    lead: t("Move the sliders until it fits. Nothing is ordered by looking."),
    back: { path: "/loans", label: t("Loans") },
    content: h(
      "div",
      { class: "stack" },
      h(
        "div",
        { class: "quote" },
        card(t("Your wish"), { class: "quote-wish" }, ...wishFields(product, wish, askSoon)),
        h("div", { class: "quote-result card" }, answer, said, h("p", { class: "card-links" }, apply)),
      ),
      details,
    ),
  };
}

/** @param {any} product @param {URLSearchParams} query */
function firstWish(product, query) {
  const amount = query.get("amount") ?? product.maximum_amount;
  const usual = product.maximum_term > LONG_TERM ? Math.round(product.maximum_term / 24) * 12 : SHORT_TERM;
  const term = query.get("term") ?? String(Math.min(product.maximum_term, Math.max(product.minimum_term, usual)));
  /** @type {Record<string, string>} */
  const terms = {};
  for (const name of Object.keys(choicesOf(product))) terms[name] = query.get(name) ?? product[name];
  return { amount: query.has("amount") ? amount : modestAmount(product), term, terms };
}

/** A first amount that is neither the least nor the most. @param {any} product @returns {string} */
function modestAmount(product) {
  const most = Number.parseInt(product.maximum_amount, 10);
  const least = Number.parseInt(product.minimum_amount, 10);
  const step = stepOf(product);
  const rounded = Math.round(most / 10 / step) * step;
  return String(Math.min(most, Math.max(least, rounded)));
}

/** @param {{amount: string, term: string, terms: Record<string, string>}} wish @returns {string} */
function wishQuery({ amount, term, terms }) {
  return new URLSearchParams({ amount, term, ...terms }).toString();
}

/** @param {any} product @param {any} wish @param {() => void} changed @returns {Node[]} */
function wishFields(product, wish, changed) {
  const { currency } = product;
  const choices = choicesOf(product);
  const termSlider = sliderField({
    label: t("Number of repayments"),
    value: wish.term,
    least: String(product.minimum_term),
    most: String(product.maximum_term),
    step: 1,
    isMoney: false,
    say: (value) => span(Number(value), product.repayment_every, wish.terms.repayment_unit ?? product.repayment_unit),
    onChange: (value) => {
      wish.term = value;
      changed();
    },
  });
  return [
    sliderField({
      label: t("Amount"),
      value: wish.amount,
      least: product.minimum_amount,
      most: product.maximum_amount,
      step: stepOf(product),
      isMoney: true,
      currency,
      say: (value) => money(value, currency),
      onChange: (value) => {
        wish.amount = value;
        changed();
      },
    }),
    termSlider,
    ...Object.entries(choices).map(([name, { label, options }]) =>
      choice(name, label, options, wish.terms[name], (value) => {
        wish.terms[name] = value;
        termSlider.dispatchEvent(new Event("say"));
        changed();
      }),
    ),
  ];
}

/**
 * The terms that the product leaves to the borrower and people understand.
 *
 * @param {any} product
 * @returns {Record<string, {label: string, options: [string, string][]}>}
 */
function choicesOf(product) {
  /** @type {Record<string, {label: string, options: [string, string][]}>} */
  const known = {
    repayment_unit: {
      label: t("Repay"),
      options: [
        ["MONTHS", rhythm(product.repayment_every, "MONTHS")],
        ["WEEKS", rhythm(product.repayment_every, "WEEKS")],
      ],
    },
    amortization: {
      label: t("Repayments"),
      options: [
        ["EQUAL_INSTALLMENTS", t("always the same")],
        ["EQUAL_PRINCIPAL", t("falling: less interest in all")],
      ],
    },
  };
  return Object.fromEntries(Object.entries(known).filter(([name]) => product.overridable.includes(name)));
}

/**
 * @param {string} name @param {string} label @param {[string, string][]} options @param {string} value
 * @param {(value: string) => void} onChange
 * @returns {Element}
 */
function choice(name, label, options, value, onChange) {
  return h(
    "fieldset",
    { class: "choice" },
    h("legend", {}, label),
    ...options.map(([option, text]) =>
      h(
        "label",
        { class: "choice-option" },
        h("input", {
          type: "radio",
          name,
          value: option,
          checked: option === value,
          on: { change: () => onChange(option) },
        }),
        h("span", {}, text),
      ),
    ),
  );
}

/** @param {any} product @returns {number} a step of the slider, in major units */
function stepOf(product) {
  const most = Number.parseInt(product.maximum_amount, 10);
  return most >= 1_000_000 ? 5_000 : most >= 100_000 ? 500 : most >= 10_000 ? 100 : 10;
}

/** @param {any} quote @param {any} product @param {any} wish @returns {Node[]} */
function quoteInShort(quote, product, wish) {
  const [first] = quote.periods;
  const last = quote.periods[quote.periods.length - 1];
  const unit = wish.terms.repayment_unit ?? product.repayment_unit;
  const falls = quote.periods.length > 2 && first.due !== quote.periods[quote.periods.length - 2].due;
  return [
    h(
      "p",
      { class: "quote-instalment" },
      h("span", { class: "muted" }, falls ? t("The first repayment") : t("You would repay")),
      h("strong", { class: "quote-figure" }, money(first.due, quote.currency)),
      h(
        "span",
        { class: "muted" },
        `${rhythm(product.repayment_every, unit)}, ${plural(quote.periods.length, "once", "{count} times")}`,
      ),
    ),
    definition([
      [t("What it costs in all"), h("strong", {}, money(quote.totals.cost, quote.currency))],
      [t("APR, with all fees"), percent(quote.apr)],
      [t("You pay back in all"), money(quote.totals.due, quote.currency)],
      isZero(quote.origination_fee)
        ? null
        : [t("Paid out, after the fee of {fee}", { fee: money(quote.origination_fee, quote.currency) }), money(quote.paid_out, quote.currency)],
      [t("First repayment"), date(first.due_date)],
      [t("Last repayment"), date(last.due_date)],
    ]),
  ];
}

/** @param {any} quote @returns {Element} */
function scheduleCard(quote) {
  const columns = quote.periods.length > MOST_COLUMNS ? byYear(quote.periods) : quote.periods;
  const isByYear = columns !== quote.periods;
  const shortDate = isMonthly(quote.periods) ? shortMonth : shortDay;
  const hasFees = !isZero(quote.totals.fees) && quote.periods.some((/** @type {any} */ row) => !isZero(row.fees));
  const part = (/** @type {string} */ name, /** @type {string} */ label) => ({
    name: label,
    values: columns.map((/** @type {any} */ row) => row[name]),
  });
  return card(
    t("Your repayments"),
    {
      lead: isByYear
        ? t("What you would pay in each year: the interest shrinks with what you still owe.")
        : t("Each repayment: the interest shrinks with what you still owe."),
    },
    bars({
      title: t("Your repayments"),
      titleHidden: true,
      description: t("Principal and interest of {count} columns; {interest} of interest in all.", {
        count: columns.length,
        interest: money(quote.totals.interest, quote.currency),
      }),
      labels: columns.map((/** @type {any} */ row) => (isByYear ? row.year : shortDate(row.due_date))),
      labelsName: isByYear ? t("Year") : t("Due on"),
      series: [
        part("principal", t("Principal")),
        part("interest", t("Interest")),
        ...(hasFees ? [part("fees", t("Fees"))] : []),
      ],
      stacked: true,
      format: (value) => money(value, quote.currency),
      tick: axisMoney(quote.currency),
      idle: t("Point at a column to see its figures."),
      figures: false,
    }),
    wholeSchedule(quote),
  );
}

/** @param {any} quote @returns {Element} */
function wholeSchedule(quote) {
  const amount = (/** @type {string} */ value) => money(value, quote.currency);
  const parts = ["due", "principal", "interest", "fees", "balance"];
  return figuresTable({
    caption: t("Schedule"),
    summary: t("The whole schedule as a table"),
    columns: [t("No."), t("Due on"), t("Repayment"), t("Principal"), t("Interest"), t("Fees"), t("Owed after it")],
    rows: quote.periods.map((/** @type {any} */ row) => [
      String(row.number),
      date(row.due_date),
      ...parts.map((name) => amount(row[name])),
    ]),
  });
}

/** @param {any[]} periods @returns {any[]} their sums by calendar year */
function byYear(periods) {
  const years = new Map();
  for (const row of periods) {
    const year = row.due_date.slice(0, 4);
    years.set(year, [...(years.get(year) ?? []), row]);
  }
  return [...years].map(([year, rows]) => ({
    year,
    ...Object.fromEntries(["principal", "interest", "fees"].map((name) => [name, add(rows.map((/** @type {any} */ row) => row[name]))])),
  }));
}

/** @param {any} problem @returns {string} */
function problemText(problem) {
  const texts = Object.values(problem.fields ?? {}).flat();
  return texts.length ? texts.join(" ") : problem.sentence;
}

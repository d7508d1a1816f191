// @ts-check
/** The bank's own categories by their stable keys; a customer's own are called as he called them. */
import { t } from "../core/i18n.js";

/** @returns {Record<string, string>} */
function names() {
  return {
    housing: t("Housing"),
    utilities: t("Utilities"),
    food: t("Food and drink"),
    transport: t("Transport"),
    health: t("Health"),
    shopping: t("Shopping"),
    leisure: t("Leisure"),
    travel: t("Travel"),
    family: t("Family"),
    giving: t("Giving"),
    insurance_taxes: t("Insurance and taxes"),
    banking_costs: t("Bank and borrowing"),
    other_spending: t("Other spending"),
    income: t("Income"),
    own_money: t("Own money moved"),
    rent: t("Rent"),
    home_repairs: t("Repairs and upkeep"),
    furnishing: t("Furnishing"),
    energy: t("Electricity and heating"),
    water: t("Water and waste"),
    internet_phone: t("Internet and telephone"),
    groceries: t("Groceries"),
    eating_out: t("Eating out"),
    coffee_snacks: t("Coffee and snacks"),
    public_transport: t("Public transport"),
    fuel: t("Fuel and charging"),
    car_upkeep: t("Car upkeep"),
    taxis: t("Taxis and hired cars"),
    parking: t("Parking and tolls"),
    doctor: t("Doctor and dentist"),
    pharmacy: t("Pharmacy"),
    fitness: t("Sport and fitness"),
    clothing: t("Clothing"),
    electronics: t("Electronics"),
    general_shopping: t("Other shopping"),
    entertainment: t("Going out and events"),
    subscriptions: t("Subscriptions"),
    hobbies_books: t("Hobbies and books"),
    journeys: t("Flights and long journeys"),
    lodging: t("Hotels and lodging"),
    childcare: t("Childcare"),
    education: t("School and courses"),
    pets: t("Pets"),
    gifts: t("Gifts"),
    donations: t("Donations"),
    insurance: t("Insurance"),
    taxes: t("Taxes"),
    bank_fees: t("Bank fees"),
    loan_interest: t("Interest on loans"),
    loan_fees: t("Fees and penalties of loans"),
    money_sent: t("To other people"),
    unsorted: t("Not sorted yet"),
    salary: t("Salary"),
    benefits: t("Pensions and benefits"),
    interest_income: t("Interest"),
    money_received: t("From other people"),
    other_income: t("Other income"),
    own_transfer: t("Between own accounts and pots"),
    cash: t("Cash taken out or paid in"),
    loan_principal: t("Loans received and repaid"),
  };
}

/** @param {any} category @returns {string} */
export function categoryName(category) {
  return names()[category.key] ?? category.name;
}

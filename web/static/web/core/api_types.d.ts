/** Written by `manage.py export_web_client` from the OpenAPI document; not by hand. */

/** An account with its balance. `account_number` is null until staff has activated the account. */
export type Account = {
  id: number;
  account_number: string | null;
  account_type: AccountTypeEnum;
  balance: string;
  available_balance: string;
  status: AccountStatusEnum;
  interest_rate: string;
  minimum_balance: string;
  daily_transaction_limit: string;
  single_transaction_limit: string;
  created_at: string;
  currency: string;
  nickname: string;
  product: string;
  customer_id: string;
  /** Return why staff changed the status, to staff alone: a reason may be an investigation's. */
  status_reason: string | null;
  activated_at: string | null;
  closed_at: string | null;
  /** Of fixed deposits; null for other accounts. */
  term_months: number | null;
  /** Null until the deposit is funded. */
  maturity_date: string | null;
  maturity_instruction: MaturityInstructionEnum | NullEnum | null;
  payout_account_number: string | null;
  /** Before tax, and not posted yet. */
  accrued_interest: string;
};

/** An account to be opened: by type, or by the code of a product. */
export type AccountApplicationRequest = {
  /** The first money; by staff alone it may be cash. */
  opening_deposit?: string | number;
  /** The customer's account that pays the opening deposit. */
  funding_account_number?: string;
  account_type?: OpenableAccountTypeEnum;
  product?: string;
  /** Refused unless it is the product's. */
  currency?: CurrencyEnum;
  minimum_balance?: string | number;
  nickname?: string;
  /** For which customer, by staff: the number or the `CUST…` identifier. */
  customer_id?: string;
  /** What becomes of a fixed deposit at maturity; left out, what its product says. */
  maturity_instruction?: MaturityInstructionEnum;
  /** Where a fixed deposit is paid out to: another account of the owner. */
  payout_account_number?: string;
  aadhaar_number?: string;
  pan_number?: string;
  /** Asked for with a funding account, once you have set one. */
  pin?: string;
};

/** An account with its balance: debits less credits of assets and expenses, the other way round of the rest. */
export type AccountBalanceRow = {
  code: string;
  name: string;
  kind: LedgerAccountKindEnum;
  balance: string;
};

export type AccountPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (Account)[];
};

export type AccountStatusEnum = "PENDING" | "ACTIVE" | "FROZEN" | "DORMANT" | "MATURED" | "CLOSED";

export type AccountTypeEnum = "SAVINGS" | "CURRENT" | "FIXED_DEPOSIT" | "POT";

/** What comes with the activation of an account whose product asks for an opening deposit. */
export type ActivationRequest = {
  /** The first money; by staff alone it may be cash. */
  opening_deposit?: string | number;
  /** The customer's account that pays the opening deposit. */
  funding_account_number?: string;
};

/** How far the business date moves: one of the two. */
export type AdvanceFormRequest = {
  /** By so many days. */
  days?: number;
  /** To this date. */
  to?: string;
};

/** An alert. */
export type AlertAnswer = {
  id: number;
  alert_id: string;
  alert_type: AlertTypeEnum;
  severity: SeverityEnum;
  status: FraudAlertStatusEnum;
  title: string;
  description: string;
  risk_score: number;
  created_at: string;
  /** What became of the movement; null if it is about none. */
  verdict: VerdictEnum | NullEnum | null;
  customer: PersonRefAnswer | null;
  account: number | null;
  /** The payment it holds, or held; null if it holds none. */
  transaction_id: string | null;
  /** Who ordered the movement. */
  initiated_by: PersonRefAnswer | null;
  assigned_to: PersonRefAnswer | null;
  disposition: DispositionEnum | NullEnum | null;
  note: string;
  resolved_by: PersonRefAnswer | null;
  resolved_at: string | null;
};

/** An alert with all that led to it. Amounts among `facts` and `why` are minor units. */
export type AlertDetailAnswer = {
  id: number;
  alert_id: string;
  alert_type: AlertTypeEnum;
  severity: SeverityEnum;
  status: FraudAlertStatusEnum;
  title: string;
  description: string;
  risk_score: number;
  created_at: string;
  /** What became of the movement; null if it is about none. */
  verdict: VerdictEnum | NullEnum | null;
  customer: PersonRefAnswer | null;
  account: number | null;
  /** The payment it holds, or held; null if it holds none. */
  transaction_id: string | null;
  /** Who ordered the movement. */
  initiated_by: PersonRefAnswer | null;
  assigned_to: PersonRefAnswer | null;
  disposition: DispositionEnum | NullEnum | null;
  note: string;
  resolved_by: PersonRefAnswer | null;
  resolved_at: string | null;
  customer_risk_profile: RiskProfileEnum | NullEnum | null;
  rule_book_version: number | null;
  hits: (HitAnswer)[];
  /** All that the rules looked at. */
  facts: Record<string, unknown>;
  movement: ScreeningAnswer | null;
  /** The last ten of the account. */
  recent_screenings: (ScreeningAnswer)[];
};

export type AlertTypeEnum = "SUSPICIOUS_TRANSACTION" | "VELOCITY" | "LIMIT" | "NEW_PAYEE" | "DORMANT_ACCOUNT" | "STRUCTURING" | "LOGIN_ANOMALY" | "LISTED_NAME" | "SCREENING_FAILED";

export type AmortizationEnum = "EQUAL_INSTALLMENTS" | "EQUAL_PRINCIPAL";

/** An answer to a message. */
export type AnswerRequest = {
  answer: string;
};

/** The addresses of the bank, by name. */
export type ApiRootAnswer = {
  name: string;
  version: string;
  people: {
    [name: string]: string;
  };
  machines: {
    [name: string]: string;
  };
};

/** Whom to give an alert to. */
export type AssignBodyRequest = {
  /** Number of a member of staff; oneself. */
  assignee?: number;
};

/** The loans past due by so many days, with all their principal. */
export type AtRiskAnswer = {
  loans: number;
  principal: string;
  /** Percent of all principal outstanding. */
  share: string;
};

/** One request; no `status_code` where there was no answer. */
export type Attempt = {
  started_at: string;
  duration_ms: number;
  status_code: number | null;
  error: string;
  /** Its beginning. */
  response_body: string;
};

/** Who did it, as they were called then. `id` is null for the bank's own jobs and for strangers. */
export type AuditActor = {
  id: number | null;
  username: string;
  /** Return the `CUST…` identifier; null for staff. */
  customer_id: string | null;
};

export type AuditFaultEnum = "ROW_CHANGED" | "ROW_MISSING" | "ROWS_REORDERED" | "ROW_NOT_SEALED" | "SEAL_MISSING" | "SEAL_CHANGED" | "UNKNOWN_KEY" | "TAIL_CUT" | "CHAIN_REBUILT" | "HEAD_MISSING" | "HEAD_CHANGED" | "CHECKPOINT_CHANGED" | "CHECKPOINT_MISSING" | "CHECKPOINT_NOT_OUTSIDE" | "SEALING_IS_LATE" | "ENTRY_WITHOUT_ROW" | "ROW_WITHOUT_ENTRY";

/** One entry of the audit trail. */
export type AuditLog = {
  id: number;
  log_id: string;
  action_type: string;
  user: AuditActor;
  target_model: string;
  target_id: string;
  description: string;
  outcome: AuditLogOutcomeEnum;
  code: string;
  /** The customer concerned. */
  subject: number | null;
  /** What else is known of this kind of deed. */
  details: Record<string, unknown>;
  channel: string;
  ip_address: string | null;
  user_agent: string;
  request_id: string;
  timestamp: string;
};

export type AuditLogOutcomeEnum = "SUCCESS" | "REFUSED";

/** All that is needed to check, without the bank, that an entry was sealed; bytes are hexadecimal. */
export type AuditProof = {
  audit_log_id: number;
  seq: number;
  /** Every column of the entry. */
  encoding: string;
  /** SHA-256 of the encoding. */
  encoding_digest: string;
  mac: string;
  leaf: string;
  path: (_Step)[];
  root: string;
  checkpoint: _Checkpoint;
  /** Ed25519. */
  public_key: string;
};

/** A balance at a moment; what was available is only known for now. */
export type Balance = {
  account_number: string | null;
  currency: string;
  at: string;
  balance: string;
  available_balance: string | null;
};

/** The balance sheets of a business date. */
export type BalanceSheetAnswer = {
  on: string;
  currencies: (BalanceSheetOfCurrency)[];
};

/** A currency's balance sheet: assets = liabilities + equity + result. */
export type BalanceSheetOfCurrency = {
  currency: string;
  assets: (AccountBalanceRow)[];
  liabilities: (AccountBalanceRow)[];
  equity: (AccountBalanceRow)[];
  total_assets: string;
  total_liabilities: string;
  total_equity: string;
  result: string;
  is_balanced: boolean;
};

/** A transfer at its own address; the receiver may also be called `recipient_account_no`. */
export type BalanceTransferRequestRequest = {
  /** Your transaction PIN, asked for when money leaves your account once you have set one. */
  pin?: string;
  description?: string;
  /** Refused unless the account is kept in it; left out, the account's own. */
  currency?: CurrencyEnum;
  amount: string | number;
  account_number?: string;
  to_account_number?: string;
  recipient_account_no?: string;
};

/** A bank administrator. */
export type BankAdministrator = {
  id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  phone_number: string;
  is_active: boolean;
  roles: (HeldRole)[];
  date_joined: string;
  last_login: string | null;
};

/** A bank administrator to be added. */
export type BankAdministratorFormRequest = {
  username: string;
  email: string;
  password: string;
  confirm_password?: string;
  first_name?: string;
  last_name?: string;
  phone_number?: string;
};

export type BankAdministratorPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (BankAdministrator)[];
};

/** One of the bank's own holidays. */
export type BankHolidayAnswer = {
  id: number;
  date: string;
  name: string;
};

export type BankHolidayAnswerPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (BankHolidayAnswer)[];
};

/** A day on which the bank does no business, beyond weekends and the public holidays of its country. */
export type BankHolidayRequestRequest = {
  date: string;
  name: string;
};

/** All checks, and what they come to. */
export type BooksHealthAnswer = {
  result: BooksHealthEnum;
  checks: (CheckAnswer)[];
};

export type BooksHealthEnum = "HEALTHY" | "UNHEALTHY" | "NOT_COMPUTED";

/** The password, and a code of the authenticator app or a recovery code. */
export type BothFactorsFormRequest = {
  password: string;
  otp: string;
};

/** A budget as it stands in its present period. */
export type Budget = {
  from: string;
  to: string;
  /** What is set for a period. */
  amount: string;
  /** What was left of the period before; below zero what was overspent. */
  carried: string;
  /** Amount and carried. */
  available: string;
  spent: string;
  /** Available less spent. */
  left: string;
  id: number;
  category: Category;
  period: PeriodEnum;
  currency: string;
  rollover: boolean;
  /** Days of the period after today. */
  days_left: number;
  /** Spent of what is available; null if that is nothing. */
  percent: string | null;
  state: BudgetStateEnum;
  started_on: string;
  created_at: string;
};

export type BudgetPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (Budget)[];
};

/** A period of a budget that is over. */
export type BudgetPeriod = {
  from: string;
  to: string;
  /** What is set for a period. */
  amount: string;
  /** What was left of the period before; below zero what was overspent. */
  carried: string;
  /** Amount and carried. */
  available: string;
  spent: string;
  /** Available less spent. */
  left: string;
};

export type BudgetStateEnum = "OK" | "WARNING" | "EXCEEDED";

/** A budget, and up to twelve periods before the present one, the oldest first. */
export type BudgetWithHistory = {
  from: string;
  to: string;
  /** What is set for a period. */
  amount: string;
  /** What was left of the period before; below zero what was overspent. */
  carried: string;
  /** Amount and carried. */
  available: string;
  spent: string;
  /** Available less spent. */
  left: string;
  id: number;
  category: Category;
  period: PeriodEnum;
  currency: string;
  rollover: boolean;
  /** Days of the period after today. */
  days_left: number;
  /** Spent of what is available; null if that is nothing. */
  percent: string | null;
  state: BudgetStateEnum;
  started_on: string;
  created_at: string;
  history: (BudgetPeriod)[];
};

/** A line and what came of it. For the schema; `bulk_line_body` writes it. */
export type BulkLineAnswer = {
  line_number: number;
  status: BulkLineStatusEnum;
  to_account_number: string;
  amount: string;
  description: string;
  reference: string;
  transaction_id: string | null;
  error: LineErrorAnswer | null;
};

export type BulkLineStatusEnum = "PENDING" | "POSTED" | "REFUSED" | "NOT_POSTED";

export type BulkModeEnum = "ALL_OR_NOTHING" | "BEST_EFFORT";

/** What a bulk transfer would come to: it has no number, and every line it would refuse is named. */
export type BulkRehearsalAnswer = {
  id: number | null;
  mode: BulkModeEnum;
  status: BulkStatusEnum;
  from_account_number: string;
  currency: string;
  total_count: number;
  processed_count: number;
  succeeded_count: number;
  refused_count: number;
  total_amount: string;
  succeeded_amount: string;
  fees: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  refused_lines: (RefusedLineAnswer)[];
};

export type BulkStatusEnum = "ACCEPTED" | "RUNNING" | "COMPLETED" | "REJECTED" | "FAILED";

/** A bulk transfer and how far it has come. For the schema; `bulk_transfer_body` writes it. */
export type BulkTransferAnswer = {
  id: number;
  mode: BulkModeEnum;
  status: BulkStatusEnum;
  from_account_number: string;
  currency: string;
  total_count: number;
  processed_count: number;
  succeeded_count: number;
  refused_count: number;
  total_amount: string;
  succeeded_amount: string;
  fees: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
};

/** Many transfers out of one account. */
export type BulkTransferRequestRequest = {
  from_account_number: string;
  mode: BulkModeEnum;
  /** Your transaction PIN, asked for when money leaves your account once you have set one. */
  pin?: string;
  lines: ({
    to_account_number: string;
    amount: string | number;
    description?: string;
    reference?: string;
  })[];
};

/** Many transfers out of one account, the lines in a CSV file. */
export type BulkTransferUploadRequest = {
  from_account_number: string;
  mode: BulkModeEnum;
  /** Your transaction PIN, asked for when money leaves your account once you have set one. */
  pin?: string;
  /** CSV in UTF-8, with a header row that names the columns. */
  file: Blob;
};

/** How the business day stands. */
export type BusinessDayAnswer = {
  /** The business date. */
  date: string;
  /** Nothing is posted to this day or an earlier one; null before the first close. */
  closed_through: string | null;
  /** OPEN; CLOSING while a close is unfinished; BEHIND when a day is over and not closed yet. */
  state: BusinessDayAnswerStateEnum;
  /** Items set aside that wait to be tried again. */
  open_failures: number;
};

export type BusinessDayAnswerStateEnum = "OPEN" | "CLOSING" | "BEHIND";

export type ByEnum = "category" | "month" | "merchant";

/** What of a hold to take: the whole if no amount is given; out of the bank if no account is. */
export type CaptureRequestRequest = {
  amount?: string | number;
  to_account_number?: string;
  payee_name?: string;
  reference?: string;
  /** Your transaction PIN, asked for when money leaves your account once you have set one. */
  pin?: string;
};

/** A hold that was just captured, and the movement that did it. */
export type CapturedHoldAnswer = {
  id: number;
  hold_id: string;
  account_number: string;
  amount: string;
  /** What was not captured of a resolved hold was released. */
  captured_amount: string;
  currency: string;
  status: HoldStatusEnum;
  description: string;
  /** Ordered by staff for the customer. */
  on_behalf: boolean;
  created_at: string;
  expires_at: string | null;
  resolved_at: string | null;
  /** What captured it. */
  transaction_id: string | null;
  transaction: TransactionAnswer;
};

/** Cash taken out of accounts less what was paid in, and what was written down as spent of it. */
export type Cash = {
  withdrawn: string;
  written_down: string;
};

/** What was spent in cash. */
export type CashExpense = {
  id: number;
  category: Category;
  amount: string;
  currency: string;
  date: string;
  description: string;
  created_at: string;
};

/** A category: `key` is empty for one's own, `parent` null at the top. */
export type Category = {
  id: number;
  key: string;
  name: string;
  kind: CategoryKindEnum;
  parent: number | null;
  is_own: boolean;
  is_active: boolean;
};

export type CategoryKindEnum = "EXPENSE" | "INCOME" | "TRANSFER";

export type CategoryPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (Category)[];
};

/** One thing that is wrong. */
export type ChainFault = {
  kind: AuditFaultEnum;
  sentence: string;
  /** Where in the chain; null if it has no place there. */
  seq: number | null;
  /** The row, if it is about one. */
  audit_log_id: number | null;
};

/** What was looked at, and what is wrong with it. */
export type ChainReport = {
  /** Whether all that was looked at holds. */
  holds: boolean;
  /** Whether that was the whole chain. */
  complete: boolean;
  from_seq: number;
  through_seq: number;
  /** Where the chain ends. */
  head_seq: number;
  /** `from_seq` of what comes after; null at the end. */
  next_seq: number | null;
  rows: number;
  /** Rows that wait for their seal. */
  waiting_rows: number;
  checkpoints: number;
  /** Of the file outside the database, those that reach these seals; null if none is here. */
  outside_checkpoints: number | null;
  first_fault: ChainFault | null;
  faults: (ChainFault)[];
  last_full_check: LastFullCheck | null;
};

/** An account of the chart; those under it, customers' and loans', are part of its balance. */
export type ChartRow = {
  code: string;
  name: string;
  kind: LedgerAccountKindEnum;
  balance: string;
  currency: string;
  debits: string;
  credits: string;
};

export type ChartRowPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (ChartRow)[];
};

/** One check: what it found when it was computed, and how long that took. */
export type CheckAnswer = {
  name: string;
  result: BooksHealthEnum;
  problems: (string)[];
  computed_at: string | null;
  took_ms: number | null;
};

/** An account that was just closed, with what became of the interest it was owed. */
export type ClosedAccount = {
  id: number;
  account_number: string | null;
  account_type: AccountTypeEnum;
  balance: string;
  available_balance: string;
  status: AccountStatusEnum;
  interest_rate: string;
  minimum_balance: string;
  daily_transaction_limit: string;
  single_transaction_limit: string;
  created_at: string;
  currency: string;
  nickname: string;
  product: string;
  customer_id: string;
  /** Return why staff changed the status, to staff alone: a reason may be an investigation's. */
  status_reason: string | null;
  activated_at: string | null;
  closed_at: string | null;
  /** Of fixed deposits; null for other accounts. */
  term_months: number | null;
  /** Null until the deposit is funded. */
  maturity_date: string | null;
  maturity_instruction: MaturityInstructionEnum | NullEnum | null;
  payout_account_number: string | null;
  /** Before tax, and not posted yet. */
  accrued_interest: string;
  /** Paid into another account of the owner, or forgone; null if there was none. */
  closing_interest: InterestPosting | null;
};

/** The close of one day. */
export type ClosingAnswer = {
  date: string;
  started_at: string;
  /** When the evening's work was through. */
  ended_at: string | null;
  /** When the next morning's work was through. */
  finished_at: string | null;
  open_failures: number;
};

/** The close of one day with its steps, and what it set aside: the first 200, what still waits before the rest. */
export type ClosingDetailAnswer = {
  date: string;
  started_at: string;
  /** When the evening's work was through. */
  ended_at: string | null;
  /** When the next morning's work was through. */
  finished_at: string | null;
  open_failures: number;
  steps: (ClosingStepAnswer)[];
  failures: (ClosingFailureAnswer)[];
};

/** One item that was set aside. */
export type ClosingFailureAnswer = {
  /** The name of the step. */
  kind: string;
  /** Number of the item; 0 for the step as a whole. */
  subject_id: number;
  sentence: string;
  attempts: number;
  first_failed_at: string;
  last_failed_at: string;
  resolved_at: string | null;
};

/** One step of a close. */
export type ClosingStepAnswer = {
  name: string;
  done: number;
  /** Refused for now; they come up again by themselves. */
  refused: number;
  /** Failed, and tried again since or to be tried again. */
  set_aside: number;
  /** Of these, how many still wait. */
  open_failures: number;
  started_at: string;
  finished_at: string | null;
};

export type CurrencyEnum = "AED" | "AUD" | "BDT" | "BHD" | "BIF" | "BRL" | "CAD" | "CHF" | "CLP" | "CNY" | "CZK" | "DJF" | "DKK" | "EGP" | "EUR" | "GBP" | "GHS" | "GNF" | "HKD" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "ISK" | "JOD" | "JPY" | "KES" | "KMF" | "KRW" | "KWD" | "LKR" | "LYD" | "MAD" | "MXN" | "MYR" | "NGN" | "NOK" | "NPR" | "NZD" | "OMR" | "PHP" | "PKR" | "PLN" | "PYG" | "QAR" | "RON" | "RWF" | "SAR" | "SEK" | "SGD" | "THB" | "TND" | "TRY" | "TWD" | "TZS" | "UAH" | "UGX" | "USD" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" | "ZAR" | "ZMW";

/** A customer's profile as it is, why, and how it came about. */
export type CustomerRiskAnswer = {
  customer: PersonRefAnswer;
  risk_profile: RiskProfileEnum;
  reasons: (RiskReasonAnswer)[];
  /** When the first of the reasons fades. */
  due_at: string | null;
  open_alerts: number;
  /** The last fifty findings, the newest first. */
  history: (RiskAssessmentAnswer)[];
};

export type DayCountEnum = "30/360" | "ACTUAL/365" | "ACTUAL/360" | "ACTUAL/ACTUAL";

export type DecisionEnum = "CLEARED" | "CONFIRMED";

/** Why a held payment is not made, and what its alert was found to be. */
export type DeclineFormRequest = {
  note: string;
  /** FALSE_POSITIVE for a payment that was no fraud, and cannot be made any more or is not wanted. */
  disposition?: DispositionEnum;
};

/** An event on its way to an endpoint. */
export type Delivery = {
  id: number;
  /** What is sent as `webhook-id`. */
  event_id: string;
  event_type: string;
  occurred_at: string;
  status: DeliveryStatusEnum;
  attempts: number;
  next_attempt_at: string | null;
  finished_at: string | null;
  attempt_log: (Attempt)[];
};

export type DeliveryStatusEnum = "PENDING" | "DELIVERED" | "FAILED";

export type DirectionEnum = "IN" | "OUT";

export type DispositionEnum = "CONFIRMED_FRAUD" | "FALSE_POSITIVE";

/** A stored document without its content. */
export type DocumentAnswer = {
  id: number;
  /** The `CUST…` identifier of the customer it belongs to. */
  customer_id: string;
  document_type: DocumentTypeEnum;
  file_name: string;
  content_type: string;
  size_bytes: number;
  uploaded_at: string;
};

export type DocumentAnswerPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (DocumentAnswer)[];
};

/** One document; staff names the customer it is for, by number or `CUST…` id. */
export type DocumentFormRequest = {
  document_type: string;
  file: Blob;
  customer_id?: string;
};

export type DocumentTypeEnum = "PASSPORT" | "NATIONAL_ID" | "DRIVING_LICENCE" | "AADHAAR" | "PAN" | "SSN_CARD" | "PROOF_OF_ADDRESS" | "PHOTO" | "OTHER";

/** A sentence about what was done. */
export type Done = {
  message: string;
};

/** What an early withdrawal gives: principal and interest so far, less the tax on it and the penalty. */
export type EarlyWithdrawalAnswer = {
  account_id: number;
  account_number: string;
  status: AccountStatusEnum;
  currency: string;
  withdrawn_on: string;
  maturity_date: string;
  principal: string;
  interest: string;
  tax: string;
  penalty: string;
  paid_out: string;
  payout_account_number: string;
  /** The transfer that paid it out. */
  transaction_id: string | null;
};

/** The owner's PIN, if he has one. */
export type EarlyWithdrawalRequestRequest = {
  /** Your transaction PIN, asked for when money leaves your account once you have set one. */
  pin?: string;
};

/** Whether a customer may apply for a product; requirements under the names they have on the product. */
export type Eligibility = {
  eligible: boolean;
  /** What is missing, with a sentence for each thing. */
  unmet: {
    [name: string]: (string)[];
  };
  met: (string)[];
  /** What must be paid in when the account is opened. */
  opening_deposit: string;
};

/** A webhook endpoint; `stopped_because` says why the bank itself switched it off. */
export type Endpoint = {
  id: number;
  url: string;
  description: string;
  /** The types the endpoint is told of; empty for all of them. */
  event_types: (string)[];
  is_active: boolean;
  stopped_because: StoppedBecauseEnum | NullEnum | null;
  failing_since: string | null;
  created_at: string;
};

export type EndpointPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (Endpoint)[];
};

/** An endpoint with its new secret, which is shown this once. For the documentation. */
export type EndpointWithSecret = {
  id: number;
  url: string;
  description: string;
  /** The types the endpoint is told of; empty for all of them. */
  event_types: (string)[];
  is_active: boolean;
  stopped_because: StoppedBecauseEnum | NullEnum | null;
  failing_since: string | null;
  created_at: string;
  secret: string;
  previous_secret_valid_until: string | null;
};

/** An error; some codes add details of their own. */
export type Error = {
  error: string;
  code: StableErrorCode;
};

/** One row of the register of error codes. */
export type ErrorCode = {
  code: string;
  category: string;
  status: number;
  sentence: string;
};

/** The register of error codes. */
export type ErrorCodeList = {
  results: (ErrorCode)[];
};

/** A type of event. */
export type EventType = {
  type: string;
  description: string;
};

export type EventTypePage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (EventType)[];
};

/** What became of one due date. For the schema; `execution_body` writes it. */
export type ExecutionAnswer = {
  id: number;
  due_date: string;
  /** RETRYING: refused, and tried again on another day. */
  status: ExecutionStatusEnum;
  amount: string;
  currency: string;
  to_account_number: string;
  attempts: number;
  last_tried_on: string | null;
  /** Why it was refused the last time. */
  code: string | null;
  error: string | null;
  transaction_id: string | null;
  created_at: string;
};

export type ExecutionStatusEnum = "EXECUTED" | "RETRYING" | "FAILED" | "SKIPPED" | "CANCELLED";

/** A sum, and how it compares with the period before; the percentage is null where nothing was before. */
export type Figure = {
  amount: string;
  count: number;
  previous_amount: string;
  change: string;
  change_percent: string | null;
};

/** A movement as one of its parties sees it, under its category. */
export type FiledMovement = {
  transaction_id: string;
  date: string;
  merchant: string;
  merchant_key: string;
  description: string;
  direction: DirectionEnum;
  amount: string;
  currency: string;
  account_number: string | null;
  is_reversed: boolean;
  category: Category;
  why: Why;
  can_be_changed: boolean;
  parts: (Part)[];
};

/** The category that a movement is to be filed under. */
export type FilingRequest = {
  category: number | string;
};

/** What current and savings accounts of one currency will hold, one row a day from tomorrow on. */
export type Forecast = {
  from: string;
  currency: string;
  to: string;
  start_balance: string;
  end_balance: string;
  lowest: ForecastPoint;
  warnings: (ForecastWarning)[];
  days: (ForecastDay)[];
  events: (ForecastEvent)[];
  habits: (Habit)[];
};

/** A day to come. */
export type ForecastDay = {
  date: string;
  balance: string;
  out: string;
  in: string;
};

/** Money that is expected to move, and why; below zero goes out. */
export type ForecastEvent = {
  date: string;
  amount: string;
  source: SourceEnum;
  label: string;
  explanation: string;
};

/** What is held at the end of a day; it may be below zero. */
export type ForecastPoint = {
  date: string;
  balance: string;
};

/** What is to be feared. */
export type ForecastWarning = {
  date: string;
  balance: string;
  code: ForecastWarningCodeEnum;
  sentence: string;
};

export type ForecastWarningCodeEnum = "BELOW_ZERO";

export type FraudAlertStatusEnum = "OPEN" | "IN_REVIEW" | "RESOLVED";

/** A rule of fraud scoring: how it is set, what its thresholds mean, and how often it was right. */
export type FraudRuleAnswer = {
  kind: FraudRuleKindEnum;
  meaning: string;
  mode: FraudRuleModeEnum;
  /** The most points it adds. */
  weight: number;
  highest_weight: number;
  origins: (OriginsEnum)[];
  valid_from: string | null;
  valid_until: string | null;
  parameters: (RuleParameterAnswer)[];
  precision: RulePrecisionAnswer;
};

export type FraudRuleKindEnum = "UNUSUAL_AMOUNT" | "VELOCITY_COUNT" | "VELOCITY_SUM" | "NEW_PAYEE" | "NEW_DEVICE" | "NEW_ADDRESS" | "DORMANT_ACCOUNT" | "STRUCTURING" | "RAPID_IN_OUT" | "ROUND_AMOUNT" | "ODD_HOUR" | "FAILED_SECRETS" | "FAN_IN" | "FAN_OUT" | "LIMIT_USE" | "LISTED_NAME" | "LEARNED_SCORE";

export type FraudRuleModeEnum = "ON" | "OFF" | "SHADOW";

/** How much is to go into the pot, or out of it. */
export type GoalAmountRequestRequest = {
  amount: string | number;
};

/** A goal and how far it is. For the schema; `goal_body` writes it. */
export type GoalAnswer = {
  id: number;
  name: string;
  status: SavingsGoalStatusEnum;
  account_number: string;
  /** The account in which the goal's money is. */
  pot_account_number: string;
  /** For the pot's balance and statement. */
  pot_account_id: number;
  currency: string;
  target_amount: string;
  target_date: string | null;
  /** What the pot holds in the ledger. */
  saved_amount: string;
  missing_amount: string;
  /** Rounded down; above 100 where more is saved. */
  progress_percent: number;
  is_reached: boolean;
  /** Whole months until the target date. */
  months_left: number | null;
  /** What is missing over the months left, rounded up; null once it is reached. */
  needed_monthly_amount: string | null;
  /** What an even pace to the target date had saved by today. */
  expected_amount: string | null;
  is_on_track: boolean | null;
  locked_until: string | null;
  is_locked: boolean;
  milestones: (MilestoneAnswer)[];
  active_rules: number;
  created_at: string;
  closed_at: string | null;
};

/** One side of a movement between an account and a pot, both the caller's. */
export type GoalPartyAnswer = {
  account_number: string;
  balance: string | null;
};

/** A goal to be saved for, from one of the caller's accounts. */
export type GoalRequestRequest = {
  name: string;
  target_amount: string | number;
  target_date?: string | null;
  /** Nothing leaves the pot before this business date; it may be set later, never earlier while it runs. */
  locked_until?: string | null;
  /** A savings or current account of yours. */
  account_number: string;
  /** Your transaction PIN, asked for to set or lengthen a lock once you have set one. */
  pin?: string;
};

/** The movement, as `/api/transactions/` shows it. */
export type GoalTransactionAnswer = {
  id: number;
  transaction_id: string;
  transaction_type: TransactionTypeEnum;
  amount: string;
  fee: string;
  currency: string;
  status: TransactionStatusEnum;
  from_account: GoalPartyAnswer | null;
  to_account: GoalPartyAnswer | null;
  description: string;
  payee_name: string;
  reference: string;
  category: string;
  on_behalf: boolean | null;
  initiated_by: string | null;
  business_date: string;
  transaction_date: string;
  processed_date: string | null;
};

export type GrowingListAlertAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (AlertAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListAuditLogPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (AuditLog)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListBulkLineAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (BulkLineAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListBulkTransferAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (BulkTransferAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListCashExpensePage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (CashExpense)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListClosingAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (ClosingAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListDeliveryPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (Delivery)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListExecutionAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (ExecutionAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListFiledMovementPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (FiledMovement)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListGoalAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (GoalAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListHoldAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (HoldAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListLearnedModelAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (LearnedModelAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListLoanAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (LoanAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListLoanMovementAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (LoanMovementAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListLoanRequestAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (LoanRequestAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListMessagePage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (Message)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListNameListAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (NameListAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListNameMatchAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (NameMatchAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListNotificationPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (Notification)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListPeriodLockAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (PeriodLockAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListReversalRequestAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (ReversalRequestAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListRuleVersionAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (RuleVersionAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListSavingAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (SavingAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListSavingRuleAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (SavingRuleAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListStandingOrderAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (StandingOrderAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

export type GrowingListTransactionAnswerPage = {
  /** Null on keyset pages; at most 10000 on numbered pages. */
  count: number | null;
  next: string | null;
  previous: string | null;
  results: (TransactionAnswer)[];
  /** False when there are more rows than were counted; null on keyset pages. */
  count_is_exact: boolean | null;
};

/** Money that came or went again and again. */
export type Habit = {
  merchant: string;
  direction: DirectionEnum;
  rhythm: RhythmEnum;
  amount: string;
  next_date: string;
  seen: number;
  last_date: string;
  explanation: string;
};

/** Why a held payment is decided so. */
export type HeldPaymentFormRequest = {
  note: string;
};

/** A role of the person. */
export type HeldRole = {
  id: number;
  name: string;
  description: string;
};

/** A rule that found something; `counted` is false for a rule in the shadow. */
export type HitAnswer = {
  rule: string;
  points: number;
  counted: boolean;
  why: Record<string, unknown>;
};

/** A hold as its owner and the staff see it. For the schema; `hold_body` writes it. */
export type HoldAnswer = {
  id: number;
  hold_id: string;
  account_number: string;
  amount: string;
  /** What was not captured of a resolved hold was released. */
  captured_amount: string;
  currency: string;
  status: HoldStatusEnum;
  description: string;
  /** Ordered by staff for the customer. */
  on_behalf: boolean;
  created_at: string;
  expires_at: string | null;
  resolved_at: string | null;
  /** What captured it. */
  transaction_id: string | null;
};

/** Money to set aside for a payment that may still come. */
export type HoldRequestRequest = {
  account_number: string;
  amount: string | number;
  /** Refused unless the account is kept in it; left out, the account's own. */
  currency?: CurrencyEnum;
  description?: string;
  /** Left out, the bank's own term for holds, from now. */
  expires_at?: string;
  /** Your transaction PIN, asked for when money leaves your account once you have set one. */
  pin?: string;
};

export type HoldStatusEnum = "OPEN" | "CAPTURED" | "VOIDED" | "EXPIRED";

export type HolidayRuleEnum = "PREVIOUS" | "NEXT" | "SKIP" | "IGNORE";

export type HowEnum = "PERIOD" | "TERM_END" | "CLOSING" | "FORGONE";

/** The interest of an account: its terms, what has accrued and was not posted, and the newest postings. */
export type Interest = {
  account_number: string | null;
  currency: string;
  interest_rate: string;
  day_count: DayCountEnum;
  interest_posting: InterestPostingEnum;
  withholding_tax_rate: string;
  /** Before tax, and not posted yet. */
  accrued_interest: string;
  /** The last night that has accrued. */
  accrued_through: string | null;
  next_posting_date: string | null;
  postings: (InterestPosting)[];
};

export type InterestMethodEnum = "FLAT" | "DECLINING_BALANCE";

export type InterestPeriodEnum = "SAME_AS_REPAYMENT" | "DAILY";

/** Interest that was posted for the nights until `period_end`, or forgone when the account was closed. */
export type InterestPosting = {
  period_end: string;
  posted_on: string;
  how: HowEnum;
  /** Before tax. */
  interest: string;
  tax: string;
  tax_rate: string;
  net: string;
  /** Another account, where this one was closed. */
  paid_into: string | null;
  /** Return the movement that paid it; null where it was forgone. */
  transaction_id: string | null;
  /** What is reversed is owed again. */
  reversed: boolean;
};

export type InterestPostingEnum = "MONTHLY" | "QUARTERLY" | "AT_MATURITY";

export type KycStatusEnum = "PENDING" | "APPROVED" | "REJECTED";

/** The status a reviewer gives a customer; a rejection needs its reason. */
export type KycStatusFormRequest = {
  kyc_status: KycStatusEnum;
  reason?: string;
};

/** What the worker found when it last verified the whole chain. */
export type LastFullCheck = {
  computed_at: string;
  took_ms: number;
  problems: (string)[];
};

/** What a model looks at, and how much it weighs. */
export type LearnedFeatureAnswer = {
  feature: string;
  /** Logits for one standard deviation, millionths. */
  coefficient_millionths: number;
};

/** A trained model. */
export type LearnedModelAnswer = {
  version: number;
  active: boolean;
  trained_at: string;
  trained_by: string | null;
  since: string | null;
  until: string | null;
  frauds: number;
  ordinary: number;
  held_out_frauds: number;
  held_out_ordinary: number;
  /** Area under the ROC curve on accounts held out, in thousandths. */
  held_out_auc_thousandths: number;
  features: (LearnedFeatureAnswer)[];
};

/** Why a model is to count, or no more. */
export type LearnedModelReasonRequest = {
  reason: string;
};

/** Money that goes one way to or from a merchant belongs to a category; so many corrections (`weight`) said so. */
export type LearnedRule = {
  id: number;
  merchant: string;
  direction: DirectionEnum;
  category: Category;
  weight: number;
  created_at: string;
  updated_at: string;
};

export type LearnedRulePage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (LearnedRule)[];
};

export type LedgerAccountKindEnum = "ASSET" | "LIABILITY" | "EQUITY" | "INCOME" | "EXPENSE";

/** The same for a door where the password may be given once: a repetition that is there must be the same. */
export type LenientRegistrationFormRequest = {
  username: string;
  email: string;
  password: string;
  confirm_password?: string;
  first_name: string;
  last_name: string;
  phone_number: string;
  date_of_birth: string;
  ssn: string;
  address: string;
  aadhaar_number?: string | null;
  pan_number?: string | null;
};

/** A registration with files, where the password may be given once. */
export type LenientRegistrationUploadRequest = {
  documents?: (Blob)[];
  /** One for each file, in the same order; left out, every file is OTHER. */
  document_types?: (DocumentTypeEnum)[];
  username: string;
  email: string;
  password: string;
  confirm_password?: string;
  first_name: string;
  last_name: string;
  phone_number: string;
  date_of_birth: string;
  ssn: string;
  address: string;
  aadhaar_number?: string | null;
  pan_number?: string | null;
};

/** Why a line was refused, as a single transfer would have been. */
export type LineErrorAnswer = {
  error: string;
  code: string;
};

/** An entry of a list. */
export type ListedEntryAnswer = {
  list_name: string;
  entry_id: string;
  schema: string;
  names: (string)[];
  birth_date: string;
  countries: string;
  programme: string;
};

/** A loan from its application to its end. For the schema; `loan_body` writes it. */
export type LoanAnswer = {
  id: number;
  reference: string;
  status: LoanAnswerStatusEnum;
  loan_type: LoanTypeEnum;
  /** Its code. */
  product: string;
  customer_id: string;
  currency: string;
  /** What was asked for. */
  amount: string;
  /** The same. */
  amount_requested: string;
  amount_approved: string | null;
  /** Number of repayments. */
  term: number;
  purpose: string;
  monthly_income: string | null;
  disbursement_account_number: string | null;
  /** Percent; the product's until it is agreed. */
  annual_interest_rate: string;
  /** Terms that the application changed. */
  overrides: Record<string, unknown>;
  /** The terms of the schedule as agreed, under the names they have on the product, with `amount`, `term` and `start_date`. */
  terms: Record<string, unknown> | null;
  prepayment_effect: PrepaymentEffectEnum | NullEnum | null;
  late_penalty: string | null;
  late_penalty_after_days: number | null;
  applied_at: string;
  /** By staff for the customer. */
  applied_on_behalf: boolean;
  /** Shown to staff. */
  applied_by: string | null;
  decided_at: string | null;
  /** Shown to staff. */
  decided_by: string | null;
  decided_instantly: boolean;
  decision_reason: string;
  /** As they were judged last. */
  requirements: (RequirementAnswer)[];
  /** The most that a month's repayments come to. */
  monthly_repayments: string;
  disbursed_on: string | null;
  closed_on: string | null;
  outstanding: OwedAnswer;
  paid: OwedAnswer;
  written_off: string;
  recovered: string;
  next_repayment: NextRepaymentAnswer | null;
  /** Of repayments that fell due before today; without penalties. */
  overdue: string;
  arrears_since: string | null;
  days_past_due: number;
  /** `CURRENT`, or such as `1-30`, `31-60`, `61-90`, `90+` days. */
  arrears_bucket: string;
};

export type LoanAnswerStatusEnum = "PENDING" | "APPROVED" | "ACTIVE" | "CLOSED" | "REJECTED" | "WITHDRAWN" | "WRITTEN_OFF";

/** A loan to apply for: by the code of a product, or by a type; terms the product leaves open may be changed. */
export type LoanApplicationRequestRequest = {
  /** Percent a year. */
  annual_interest_rate?: string;
  interest_method?: InterestMethodEnum;
  interest_period?: InterestPeriodEnum;
  amortization?: AmortizationEnum;
  day_count?: DayCountEnum;
  repayment_every?: number;
  repayment_unit?: RepaymentUnitEnum;
  /** First repayments without principal. */
  grace_on_principal?: number;
  /** First repayments without interest, which falls due with the first one after them. */
  grace_on_interest?: number;
  /** First periods in which none accrues. */
  interest_free_periods?: number;
  /** What an equal instalment is rounded to a multiple of. */
  installment_multiple?: string | number | null;
  origination_fee?: string | number;
  installment_fee?: string | number;
  /** Charged once for each repayment that is late. */
  late_penalty?: string | number;
  late_penalty_after_days?: number;
  prepayment_effect?: PrepaymentEffectEnum;
  amount?: string | number;
  /** Another name of `amount`. */
  amount_requested?: string | number;
  loan_type?: LoanTypeEnum;
  /** A product's code. */
  product?: string;
  /** Number of repayments. */
  term: number;
  purpose?: string;
  /** Left out, a member of staff decides, if the product allows it. */
  monthly_income?: string | number;
  /** Where the money goes; may be left out by who has exactly one account, or be named later. */
  disbursement_account_number?: string;
  /** For which customer, by staff: the number or the `CUST…` identifier. */
  customer_id?: string;
};

/** What is approved: the whole if no amount is given. */
export type LoanApprovalRequestRequest = {
  /** At most what was asked for. */
  amount_approved?: string | number;
};

/** Whether a customer may apply; requirements under the names they have on the product. */
export type LoanEligibilityAnswer = {
  eligible: boolean;
  /** What is missing, with a sentence for each thing. */
  unmet: {
    [name: string]: (string)[];
  };
  met: (string)[];
  /** What a member of staff would have to judge. */
  for_staff: (string)[];
  /** Whether this amount and term would be approved at once. */
  decided_at_once: boolean | null;
  monthly_repayments: string | null;
};

/** A loan that is past due. */
export type LoanInArrearsAnswer = {
  id: number;
  reference: string;
  customer_id: string;
  /** Its code. */
  product: string;
  currency: string;
  /** Such as `1-30`, `31-60`, `61-90` and `90+` days. */
  bucket: string;
  days_past_due: number;
  /** The oldest due date that is not wholly paid. */
  arrears_since: string | null;
  /** Of repayments that fell due before today; without penalties. */
  overdue: string;
  /** Charged and not paid. */
  penalties: string;
  /** All that is still owed of it. */
  principal: string;
  /** Principal, interest, fees and penalties. */
  outstanding: string;
};

export type LoanInArrearsAnswerPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (LoanInArrearsAnswer)[];
};

/** One change of what a loan owes; the parts sum to the amount. A part below zero was paid ahead and comes back. */
export type LoanMovementAnswer = {
  /** Its place in the loan's life. */
  number: number;
  kind: LoanMovementAnswerKindEnum;
  amount: string;
  principal: string;
  interest: string;
  fees: string;
  penalties: string;
  currency: string;
  loan_id: number;
  loan_reference: string;
  /** As the loan is now. */
  loan_status: string;
  /** Of a fee or penalty: its repayment. */
  installment_number: number | null;
  /** The movement on the customer's account. */
  transaction_id: string | null;
  /** Of a reversal: the movement it undoes. */
  reverses: number | null;
  reversed_by: number | null;
  /** For staff alone. */
  reason: string | null;
  business_date: string;
  created_at: string;
};

export type LoanMovementAnswerKindEnum = "DISBURSEMENT" | "REPAYMENT" | "FEE" | "PENALTY" | "WRITE_OFF" | "RECOVERY" | "RESCHEDULE" | "REVERSAL";

/** What the second member of staff has to say, if anything. */
export type LoanNoteRequestRequest = {
  note?: string;
};

/** What closes a loan on a day; a part below zero was paid ahead and comes back. */
export type LoanPayoffAnswer = {
  loan_id: number;
  loan_reference: string;
  currency: string;
  on: string;
  amount: string;
  principal: string;
  interest: string;
  fees: string;
  penalties: string;
};

/** Where an approved loan is paid to. */
export type LoanPayoutRequestRequest = {
  /** Left out, the account named before. */
  disbursement_account_number?: string;
};

/** One repayment of a schedule, and how far it is paid. */
export type LoanPeriodAnswer = {
  number: number;
  starts_on: string;
  due_date: string;
  /** Days of the period by the day count. */
  days: number;
  principal: string;
  interest: string;
  fees: string;
  /** Principal, interest and fees. */
  due: string;
  /** Principal that is owed after it. */
  balance: string;
  paid: string;
  outstanding: string;
  state: LoanPeriodAnswerStateEnum;
};

export type LoanPeriodAnswerStateEnum = "PAID" | "PARTLY_PAID" | "OPEN" | "OVERDUE";

/** A loan product: limits, terms, and what the borrower must bring. */
export type LoanProductAnswer = {
  id: number;
  code: string;
  name: string;
  loan_type: LoanTypeEnum;
  currency: string;
  minimum_amount: string;
  maximum_amount: string;
  /** Number of repayments. */
  minimum_term: number;
  maximum_term: number;
  /** Percent a year. */
  annual_interest_rate: string;
  interest_method: InterestMethodEnum;
  interest_period: InterestPeriodEnum;
  amortization: AmortizationEnum;
  day_count: DayCountEnum;
  repayment_every: number;
  repayment_unit: RepaymentUnitEnum;
  grace_on_principal: number;
  grace_on_interest: number;
  interest_free_periods: number;
  installment_multiple: string | null;
  origination_fee: string;
  installment_fee: string;
  late_penalty: string;
  late_penalty_after_days: number;
  prepayment_effect: PrepaymentEffectEnum;
  instant_approval_up_to: string | null;
  overridable: (OverridableEnum)[];
  requirements: {
    kyc_required?: boolean;
    minimum_age?: number | null;
    documents?: ("PASSPORT" | "NATIONAL_ID" | "DRIVING_LICENCE" | "AADHAAR" | "PAN" | "SSN_CARD" | "PROOF_OF_ADDRESS" | "PHOTO" | "OTHER")[];
    identity_numbers?: ("SSN" | "AADHAAR" | "PAN")[];
    minimum_monthly_income?: string | null;
    maximum_income_share?: string | null;
  };
  is_active: boolean;
  created_at: string;
};

export type LoanProductAnswerPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (LoanProductAnswer)[];
};

/** Why. */
export type LoanReasonRequestRequest = {
  reason: string;
};

/** Money that came in of a loan that was written off. */
export type LoanRecoveryRequestRequest = {
  /** At most what was written off and has not come in yet. */
  amount: string | number;
  /** An account of the borrower; left out, it is cash. */
  from_account_number?: string;
};

/** Why a request is turned down. */
export type LoanRefusalRequestRequest = {
  note: string;
};

/** Why a loan is not approved; the customer is told. */
export type LoanRejectionRequestRequest = {
  reason?: string;
};

/** A payment of one's own loan. */
export type LoanRepaymentRequestRequest = {
  /** At most what closes the loan. */
  amount: string | number;
  /** Left out, the account the loan was paid out to. */
  from_account_number?: string;
  /** The transaction PIN, where one is asked for. */
  pin?: string;
};

/** What takes two members of staff. */
export type LoanRequestAnswer = {
  id: number;
  loan_id: number;
  loan_reference: string;
  kind: LoanRequestAnswerKindEnum;
  /** Of a reschedule its terms, of a reversal the movement's number. */
  details: Record<string, unknown>;
  reason: string;
  status: LoanRequestStatusEnum;
  requested_by: string;
  requested_at: string;
  decided_by: string | null;
  decided_at: string | null;
  note: string;
};

export type LoanRequestAnswerKindEnum = "WRITE_OFF" | "RESCHEDULE" | "REVERSAL";

export type LoanRequestStatusEnum = "PENDING" | "APPROVED" | "REJECTED";

/** Other terms for what is still owed. */
export type LoanRescheduleRequestRequest = {
  /** Number of repayments from now on. */
  term: number;
  /** Percent a year; left out, it stays. */
  annual_interest_rate?: string;
  /** Left out, the next due date of the present schedule stays. */
  first_due_date?: string;
  reason: string;
};

/** The schedule in force; penalties are no part of it. */
export type LoanScheduleAnswer = {
  loan_id: number;
  loan_reference: string;
  loan_status: string;
  currency: string;
  /** Rises whenever the schedule is planned anew. */
  version: number;
  periods: (LoanPeriodAnswer)[];
};

export type LoanTypeEnum = "PERSONAL" | "HOME" | "CAR";

/** A pair of tokens and whose they are. */
export type LoginAnswer = {
  access: string;
  /** Left out where it was asked for as a cookie. */
  refresh?: string;
  user: SignedInUser;
};

/** User name or e-mail address, the password, and a one-time code where two-factor sign-in is on. */
export type LoginFormRequest = {
  username?: string;
  email?: string;
  password: string;
  /** A code of the authenticator app, or a recovery code. */
  otp?: string | null;
};

/** The refresh token of the session to end, beside the one in use. */
export type LogoutFormRequest = {
  refresh?: string | null;
};

/** How many messages were new until now. */
export type Marked = {
  marked: number;
};

/** The last four characters of each identity number on file. */
export type MaskedIdentityAnswer = {
  ssn: string;
  aadhaar_number: string | null;
  pan_number: string | null;
};

export type MaturityInstructionEnum = "PAY_OUT" | "RENEW_PRINCIPAL" | "RENEW_ALL";

/** A message as the staff reads it; `customer_id` tells that its writer was signed in. */
export type Message = {
  id: number;
  name: string;
  email: string;
  phone: string;
  subject: string;
  message: string;
  created_at: string;
  status: MessageStatusEnum;
  customer_id: string | null;
  answer: string;
  note: string;
  dealt_with_by: string | null;
  dealt_with_at: string | null;
};

export type MessageStatusEnum = "NEW" | "ANSWERED" | "HANDLED";

/** A part of the target that was reached. */
export type MilestoneAnswer = {
  /** One of 25, 50, 75, 100. */
  percent: number;
  reached_on: string;
};

/** A goal after its money moved; `transaction` is null where an empty pot was closed. */
export type MovedGoalAnswer = {
  goal: GoalAnswer;
  transaction: GoalTransactionAnswer | null;
};

/** A movement of money: what kind, from where, to where, how much. */
export type MovementRequestRequest = {
  /** Your transaction PIN, asked for when money leaves your account once you have set one. */
  pin?: string;
  description?: string;
  /** Refused unless the account is kept in it; left out, the account's own. */
  currency?: CurrencyEnum;
  transaction_type: OrderableTypeEnum;
  from_account_number?: string;
  to_account_number?: string;
  amount: string | number;
  payee_name?: string;
  reference?: string;
  category?: string;
};

/** One loading of a list. */
export type NameListAnswer = {
  id: number;
  name: string;
  file_format: string;
  /** SHA-256 of the file. */
  file_digest: string;
  entry_count: number;
  loaded_at: string;
  replaced_at: string | null;
  screened_at: string | null;
};

/** A name that is like a listed one. */
export type NameMatchAnswer = {
  id: number;
  subject_kind: SubjectKindEnum;
  subject_id: number | null;
  customer_id: string | null;
  subject_name: string;
  likeness: number;
  /** Which words are like which, of 100. */
  explanation: unknown;
  entry: ListedEntryAnswer;
  status: NameMatchAnswerStatusEnum;
  found_at: string;
  proposal: string;
  proposal_note: string;
  proposed_by: string | null;
  proposed_at: string | null;
  decision_note: string;
  decided_by: string | null;
  decided_at: string | null;
};

export type NameMatchAnswerStatusEnum = "OPEN" | "PROPOSED" | "CLEARED" | "CONFIRMED";

/** What a match is found to be. */
export type NameProposalRequest = {
  decision: DecisionEnum;
  note: string;
};

/** A budget for a category and all below it. */
export type NewBudgetRequest = {
  category: number | string;
  period: PeriodEnum;
  amount: string | number;
  rollover?: boolean;
  /** That of your first account if left out. */
  currency?: CurrencyEnum;
};

/** A cash expense; the day is today if left out. */
export type NewCashExpenseRequest = {
  category: number | string;
  amount: string | number;
  date?: string;
  description?: string;
  /** That of your first account if left out. */
  currency?: CurrencyEnum;
};

/** A category of one's own; `kind` is for one without a parent, EXPENSE if left out. */
export type NewCategoryRequest = {
  name: string;
  parent?: number | string | null;
  kind?: SpendingKindEnum;
};

/** An address that is to be told of events. */
export type NewEndpointRequest = {
  url: string;
  description?: string;
  /** The types the endpoint is told of; empty for all of them. */
  event_types?: (string)[];
};

/** A new loan product; terms left out are those of the shipped product of its type. */
export type NewLoanProductRequest = {
  /** Percent a year. */
  annual_interest_rate?: string;
  interest_method?: InterestMethodEnum;
  interest_period?: InterestPeriodEnum;
  amortization?: AmortizationEnum;
  day_count?: DayCountEnum;
  repayment_every?: number;
  repayment_unit?: RepaymentUnitEnum;
  /** First repayments without principal. */
  grace_on_principal?: number;
  /** First repayments without interest, which falls due with the first one after them. */
  grace_on_interest?: number;
  /** First periods in which none accrues. */
  interest_free_periods?: number;
  /** What an equal instalment is rounded to a multiple of. */
  installment_multiple?: string | number | null;
  origination_fee?: string | number;
  installment_fee?: string | number;
  /** Charged once for each repayment that is late. */
  late_penalty?: string | number;
  late_penalty_after_days?: number;
  prepayment_effect?: PrepaymentEffectEnum;
  name?: string;
  minimum_amount?: string | number;
  maximum_amount?: string | number;
  minimum_term?: number;
  maximum_term?: number;
  /** Up to here an application that meets every requirement is approved and paid out at once. */
  instant_approval_up_to?: string | number | null;
  /** Terms that a quote or an application may change. */
  overridable?: (OverridableEnum)[];
  requirements?: {
    kyc_required?: boolean;
    minimum_age?: number | null;
    documents?: ("PASSPORT" | "NATIONAL_ID" | "DRIVING_LICENCE" | "AADHAAR" | "PAN" | "SSN_CARD" | "PROOF_OF_ADDRESS" | "PHOTO" | "OTHER")[];
    identity_numbers?: ("SSN" | "AADHAAR" | "PAN")[];
    minimum_monthly_income?: string | null;
    maximum_income_share?: string | null;
  };
  is_active?: boolean;
  /** Capital letters, digits and `_`. */
  code: string;
  loan_type?: LoanTypeEnum;
  currency?: CurrencyEnum;
};

/** A message to the bank. */
export type NewMessageRequest = {
  name: string;
  email: string;
  phone?: string;
  subject: string;
  message: string;
};

/** A new product; terms left out take the shipped defaults. */
export type NewProductRequest = {
  name?: string;
  interest_rate?: string;
  minimum_balance?: string | number;
  opening_deposit?: string | number;
  /** Whether accounts wait for the approval of KYC; without it, money does. */
  kyc_required?: boolean;
  minimum_age_years?: number | null;
  required_documents?: (DocumentTypeEnum)[];
  required_numbers?: (RequiredNumbersEnum)[];
  one_per_customer?: boolean;
  single_transaction_limit?: string | number;
  daily_transaction_limit?: string | number;
  fees?: {
    WITHDRAWAL?: string | null;
    TRANSFER?: string | null;
    PAYMENT?: string | null;
  };
  auto_activate?: boolean;
  is_active?: boolean;
  /** Of fixed deposits. */
  term_months?: number;
  /** Percent of the principal. */
  early_withdrawal_penalty?: string;
  maturity_instruction?: MaturityInstructionEnum;
  /** How the days of a year are counted for interest. */
  day_count?: DayCountEnum;
  /** When accrued interest is put on the account; AT_MATURITY for fixed deposits alone. */
  interest_posting?: InterestPostingEnum;
  /** Percent of the interest, at most 50, kept back for the tax office. */
  withholding_tax_rate?: string;
  /** Capital letters, digits and `_`. */
  code: string;
  account_type: OpenableAccountTypeEnum;
  currency?: CurrencyEnum;
};

/** A service to be added to the catalogue. */
export type NewServiceRequest = {
  name: string;
  description: string;
};

/** The oldest repayment that is not wholly paid. */
export type NextRepaymentAnswer = {
  number: number;
  due_date: string;
  /** What is still to be paid of it. */
  amount: string;
};

/** Why a message needs no answer, for the staff alone. */
export type NoteRequest = {
  note?: string;
};

/** One message of the inbox; `read_at` is null while it is new. */
export type Notification = {
  id: number;
  kind: string;
  title: string;
  body: string;
  data: Record<string, unknown>;
  /** Return whether the message has been read. */
  is_read: boolean;
  created_at: string;
  read_at: string | null;
};

export type NullEnum = null;

/** A deposit or withdrawal at its own address: the account may be left out by who has exactly one. */
export type OneSidedRequestRequest = {
  /** Your transaction PIN, asked for when money leaves your account once you have set one. */
  pin?: string;
  description?: string;
  /** Refused unless the account is kept in it; left out, the account's own. */
  currency?: CurrencyEnum;
  amount: string | number;
  account_number?: string;
};

export type OpenableAccountTypeEnum = "SAVINGS" | "CURRENT" | "FIXED_DEPOSIT";

/** A word to what is agreed with. */
export type OptionalNoteRequest = {
  note?: string;
};

export type OrderableTypeEnum = "DEPOSIT" | "WITHDRAWAL" | "TRANSFER" | "PAYMENT" | "FEE" | "INTEREST";

export type OriginsEnum = "CUSTOMER" | "STAFF" | "STANDING_ORDER" | "HOLD_CAPTURE" | "BULK";

/** A code of the authenticator app. */
export type OtpFormRequest = {
  otp: string;
};

export type OverridableEnum = "annual_interest_rate" | "interest_method" | "interest_period" | "amortization" | "day_count" | "repayment_every" | "repayment_unit" | "grace_on_principal" | "grace_on_interest" | "interest_free_periods" | "installment_multiple" | "origination_fee" | "installment_fee" | "late_penalty" | "late_penalty_after_days" | "prepayment_effect";

/** Amounts of a loan by its parts; one of what is owed below zero was paid ahead and comes back. */
export type OwedAnswer = {
  principal: string;
  interest: string;
  fees: string;
  penalties: string;
  total: string;
};

/** What a movement counts in one category; below zero went out. */
export type Part = {
  category: Category;
  amount: string;
};

/** One side of a transaction; `balance` is null unless the caller may see that account. */
export type PartyAnswer = {
  account_number: string;
  balance: string | null;
};

/** The current password, also under its older name, and the new one twice. */
export type PasswordFormRequest = {
  current_password?: string;
  /** Another name of `current_password`. */
  old_password?: string;
  new_password: string;
  confirm_password: string;
};

/** The token of the mail, and the new password twice. */
export type PasswordResetConfirmFormRequest = {
  token: string;
  new_password: string;
  confirm_password: string;
  /** For who never switched it on: possible in its first days (`TWO_FACTOR_FRESH_HOURS`). */
  switch_two_factor_off?: boolean;
};

/** The address of who has lost his password. */
export type PasswordResetFormRequest = {
  email: string;
};

/** What may be set on an account: the nickname by its owner, the rest by staff. */
export type PatchedAccountChangeRequest = {
  nickname?: string;
  minimum_balance?: string | number;
  daily_transaction_limit?: string | number;
  single_transaction_limit?: string | number;
  maturity_instruction?: MaturityInstructionEnum;
  payout_account_number?: string | null;
};

/** What may be set on a budget; what is left out stays as it is. */
export type PatchedBudgetChangeRequest = {
  category?: number | string;
  period?: PeriodEnum;
  amount?: string | number;
  rollover?: boolean;
};

/** What may be set on a cash expense; what is left out stays as it is. */
export type PatchedCashExpenseChangeRequest = {
  category?: number | string;
  amount?: string | number;
  date?: string;
  description?: string;
  /** Needs the amount as well. */
  currency?: CurrencyEnum;
};

/** What may be set on a category of one's own; what is left out stays as it is. */
export type PatchedCategoryChangeRequest = {
  name?: string;
  parent?: number | string | null;
};

/** What is left out stays. */
export type PatchedEndpointChangeRequest = {
  url?: string;
  description?: string;
  /** The types the endpoint is told of; empty for all of them. */
  event_types?: (string)[];
  is_active?: boolean;
};

/** A change of one rule. */
export type PatchedFraudRuleChangeRequest = {
  mode?: FraudRuleModeEnum;
  weight?: number;
  /** Thresholds by name; the others stay. */
  parameters?: {
    [name: string]: number;
  };
  origins?: (OriginsEnum)[];
  valid_from?: string | null;
  valid_until?: string | null;
  reason?: string;
  /** The version you read; another one is refused with 409. */
  version?: number;
};

/** What is to change of a goal; what is left out stays. */
export type PatchedGoalChangeRequestRequest = {
  name?: string;
  target_amount?: string | number;
  target_date?: string | null;
  /** Nothing leaves the pot before this business date; it may be set later, never earlier while it runs. */
  locked_until?: string | null;
  /** A savings or current account of yours, in the goal's currency. */
  account_number?: string;
  /** Your transaction PIN, asked for to set or lengthen a lock once you have set one. */
  pin?: string;
};

/** What staff may set on a loan product; what is left out stays as it is. */
export type PatchedLoanProductChangeRequest = {
  /** Percent a year. */
  annual_interest_rate?: string;
  interest_method?: InterestMethodEnum;
  interest_period?: InterestPeriodEnum;
  amortization?: AmortizationEnum;
  day_count?: DayCountEnum;
  repayment_every?: number;
  repayment_unit?: RepaymentUnitEnum;
  /** First repayments without principal. */
  grace_on_principal?: number;
  /** First repayments without interest, which falls due with the first one after them. */
  grace_on_interest?: number;
  /** First periods in which none accrues. */
  interest_free_periods?: number;
  /** What an equal instalment is rounded to a multiple of. */
  installment_multiple?: string | number | null;
  origination_fee?: string | number;
  installment_fee?: string | number;
  /** Charged once for each repayment that is late. */
  late_penalty?: string | number;
  late_penalty_after_days?: number;
  prepayment_effect?: PrepaymentEffectEnum;
  name?: string;
  minimum_amount?: string | number;
  maximum_amount?: string | number;
  minimum_term?: number;
  maximum_term?: number;
  /** Up to here an application that meets every requirement is approved and paid out at once. */
  instant_approval_up_to?: string | number | null;
  /** Terms that a quote or an application may change. */
  overridable?: (OverridableEnum)[];
  requirements?: {
    kyc_required?: boolean;
    minimum_age?: number | null;
    documents?: ("PASSPORT" | "NATIONAL_ID" | "DRIVING_LICENCE" | "AADHAAR" | "PAN" | "SSN_CARD" | "PROOF_OF_ADDRESS" | "PHOTO" | "OTHER")[];
    identity_numbers?: ("SSN" | "AADHAAR" | "PAN")[];
    minimum_monthly_income?: string | null;
    maximum_income_share?: string | null;
  };
  is_active?: boolean;
};

/** A payee's nickname and limits; a limit of null is none. */
export type PatchedPayeeChangeRequestRequest = {
  nickname?: string;
  /** The most that one payment to him may be, in his account's currency. */
  payment_limit?: string | number | null;
  /** The most that may go to him in one day, in his account's currency. */
  daily_limit?: string | number | null;
};

/** What is left out stays. */
export type PatchedPreferencesChangeRequest = {
  email?: boolean;
};

/** The terms staff may set on a product; what is left out stays as it is. */
export type PatchedProductChangeRequest = {
  name?: string;
  interest_rate?: string;
  minimum_balance?: string | number;
  opening_deposit?: string | number;
  /** Whether accounts wait for the approval of KYC; without it, money does. */
  kyc_required?: boolean;
  minimum_age_years?: number | null;
  required_documents?: (DocumentTypeEnum)[];
  required_numbers?: (RequiredNumbersEnum)[];
  one_per_customer?: boolean;
  single_transaction_limit?: string | number;
  daily_transaction_limit?: string | number;
  fees?: {
    WITHDRAWAL?: string | null;
    TRANSFER?: string | null;
    PAYMENT?: string | null;
  };
  auto_activate?: boolean;
  is_active?: boolean;
  /** Of fixed deposits. */
  term_months?: number;
  /** Percent of the principal. */
  early_withdrawal_penalty?: string;
  maturity_instruction?: MaturityInstructionEnum;
  /** How the days of a year are counted for interest. */
  day_count?: DayCountEnum;
  /** When accrued interest is put on the account; AT_MATURITY for fixed deposits alone. */
  interest_posting?: InterestPostingEnum;
  /** Percent of the interest, at most 50, kept back for the tax office. */
  withholding_tax_rate?: string;
};

/** What people change about themselves; what is left out stays as it is. */
export type PatchedProfileFormRequest = {
  first_name?: string;
  last_name?: string;
  phone_number?: string;
};

/** A change of several rules and the thresholds at once: one new version. */
export type PatchedRuleBookChangeRequest = {
  reason?: string;
  /** The version you read; another one is refused with 409. */
  version?: number;
  hold_at?: number;
  block_at?: number;
  rules?: (RuleInBookRequest)[];
};

/** What is to change of a rule; terms of another kind of rule are refused. */
export type PatchedRuleChangeRequestRequest = {
  /** False: the rule rests. What comes meanwhile is not made up for. */
  is_active?: boolean;
  /** FIXED: what is saved on each date. */
  amount?: string | number;
  /** FIXED: an iCalendar rule, as of standing orders. */
  rrule?: string;
  /** FIXED: instead of a rule, a day of each month; the last one of a month that is shorter. */
  day_of_month?: number;
  /** ROUND_UP: what goes out to others is rounded up to the next multiple of this. */
  round_to?: string | number;
  /** SHARE_OF_INCOME: percent, with at most four decimals. */
  percent?: string | number;
  /** SHARE_OF_INCOME: what is less is no income. */
  threshold?: string | number;
};

/** What may be set on a service; what is left out stays as it is. */
export type PatchedServiceChangeRequest = {
  name?: string;
  description?: string;
  is_active?: boolean;
};

/** What changes from the next payment on; all but another description needs the PIN again. */
export type PatchedStandingOrderChangeRequestRequest = {
  to_account_number?: string;
  amount?: string | number;
  description?: string;
  /** An iCalendar rule: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY with INTERVAL, BYDAY, BYMONTHDAY, BYSETPOS, and COUNT or UNTIL (as 20271231). Empty: once. A month without the day is left out; BYMONTHDAY=-1 is the last day of each. */
  rrule?: string | null;
  end_date?: string | null;
  /** What becomes of a payment due on a day on which the bank does no business: paid on the business day before or after, left out, or paid all the same. */
  holiday_rule?: HolidayRuleEnum;
  /** Your transaction PIN, asked for when money leaves your account once you have set one. */
  pin?: string;
};

/** A change of the thresholds. */
export type PatchedThresholdsChangeRequest = {
  reason?: string;
  /** The version you read; another one is refused with 409. */
  version?: number;
  hold_at?: number;
  block_at?: number;
};

/** A saved payee. For the schema; `payee_body` writes it. */
export type PayeeAnswer = {
  id: number;
  account_number: string;
  nickname: string;
  /** Masked. Confirm it before the first payment. */
  holder_name: string;
  currency: string;
  confirmed: boolean;
  confirmed_at: string | null;
  /** Until then payments to him stay within the limit of new payees, all together; null before he is confirmed or paid. */
  new_until: string | null;
  payment_limit: string | null;
  daily_limit: string | null;
  created_at: string;
};

export type PayeeAnswerPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (PayeeAnswer)[];
};

/** An account to be saved as a payee. */
export type PayeeRequestRequest = {
  nickname?: string;
  /** The most that one payment to him may be, in his account's currency. */
  payment_limit?: string | number | null;
  /** The most that may go to him in one day, in his account's currency. */
  daily_limit?: string | number | null;
  account_number: string;
};

export type PeriodEnum = "WEEKLY" | "MONTHLY" | "YEARLY";

/** One locking of the books. */
export type PeriodLockAnswer = {
  id: number;
  through: string;
  reason: string;
  locked_by?: string | null;
  locked_at: string;
};

/** Through which day the books are to be locked, for good, and why. */
export type PeriodLockFormRequest = {
  through: string;
  reason: string;
};

/** A person as staff sees him. */
export type PersonDetail = {
  id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  phone_number: string;
  customer_id: string | null;
  kyc_status: KycStatusEnum;
  risk_profile: RiskProfileEnum;
  is_account_verified: boolean;
  two_factor_enabled: boolean;
  is_active: boolean;
  roles: (RoleAnswer)[];
  date_joined: string;
  last_login: string | null;
};

export type PersonDetailPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (PersonDetail)[];
};

/** A person as staff sees him in a list. */
export type PersonListing = {
  id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  phone_number: string;
  customer_id: string | null;
  kyc_status: KycStatusEnum;
  risk_profile: RiskProfileEnum;
  is_account_verified: boolean;
  two_factor_enabled: boolean;
  /** Whether a transaction PIN is set. */
  pin_set: boolean;
  roles: (HeldRole)[];
  date_joined: string;
  last_login: string | null;
  is_active: boolean;
};

export type PersonListingPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (PersonListing)[];
};

/** Somebody an alert names; `customer_id` is null for staff. */
export type PersonRefAnswer = {
  id: number;
  username: string;
  customer_id: string | null;
};

/** A new transaction PIN, and the password that proves who sets it. */
export type PinFormRequest = {
  password: string;
  /** 4 or 6 digits. */
  pin: string;
};

/** The loans of one currency. */
export type PortfolioAnswer = {
  currency: string;
  /** That owe principal. */
  loans: number;
  /** Outstanding. */
  principal: string;
  /** One day past due, or more. */
  par1: AtRiskAnswer;
  /** More than 30 days past due. */
  par30: AtRiskAnswer;
  /** More than 60 days past due. */
  par60: AtRiskAnswer;
  /** More than 90 days past due. */
  par90: AtRiskAnswer;
};

/** What is at risk, by currency. */
export type PortfolioAtRiskAnswer = {
  on: string;
  portfolios: (PortfolioAnswer)[];
};

/** How the bank may reach somebody beside the inbox. */
export type Preferences = {
  /** Whether messages also come by e-mail. Warnings about your sign-in always do. */
  email: boolean;
};

export type PrepaymentEffectEnum = "SHORTEN_TERM" | "LOWER_INSTALLMENT";

/** RFC 9457 problem details, sent when `Accept` asks for `application/problem+json`. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: StableErrorCode;
  request_id: string;
  errors?: ({
    pointer: string;
    code: string;
    detail: string;
  })[];
};

/** A product: terms, requirements, limits and fees of the accounts opened under it. */
export type Product = {
  id: number;
  code: string;
  name: string;
  account_type: OpenableAccountTypeEnum;
  currency: string;
  interest_rate: string;
  minimum_balance: string;
  opening_deposit: string;
  kyc_required: boolean;
  minimum_age_years: number | null;
  required_documents: (string)[];
  required_numbers: (string)[];
  one_per_customer: boolean;
  single_transaction_limit: string;
  daily_transaction_limit: string;
  fees: {
    WITHDRAWAL?: string | null;
    TRANSFER?: string | null;
    PAYMENT?: string | null;
  };
  auto_activate: boolean;
  is_active: boolean;
  term_months: number | null;
  /** Percent of the principal that an early withdrawal costs; null for what is no fixed deposit. */
  early_withdrawal_penalty: string | null;
  maturity_instruction: MaturityInstructionEnum | NullEnum | null;
  day_count: DayCountEnum;
  interest_posting: InterestPostingEnum;
  /** Percent kept back of the interest. */
  withholding_tax_rate: string;
  created_at: string;
};

export type ProductPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (Product)[];
};

/** A person as he sees himself. */
export type Profile = {
  id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  phone_number: string;
  customer_id: string | null;
  kyc_status: KycStatusEnum;
  risk_profile: RiskProfileEnum;
  is_account_verified: boolean;
  two_factor_enabled: boolean;
  /** Whether a transaction PIN is set. */
  pin_set: boolean;
  roles: (HeldRole)[];
  date_joined: string;
  last_login: string | null;
};

/** What people change about themselves; what is left out stays as it is. */
export type ProfileFormRequest = {
  first_name?: string;
  last_name?: string;
  phone_number?: string;
};

/** Profit and loss of a range of business dates. */
export type ProfitAndLossAnswer = {
  from: string;
  to: string;
  currencies: (ProfitAndLossOfCurrency)[];
};

/** A currency's income and expense; the result is a loss where it is below zero. */
export type ProfitAndLossOfCurrency = {
  currency: string;
  income: (AccountBalanceRow)[];
  expense: (AccountBalanceRow)[];
  total_income: string;
  total_expense: string;
  result: string;
};

/** A public key as a JSON Web Key. */
export type PublicKey = {
  kty: string;
  crv: string;
  use: string;
  alg: string;
  kid: string;
  x: string;
};

/** The bank's public keys for statements, as a JSON Web Key Set. */
export type PublicKeys = {
  keys: (PublicKey)[];
};

/** What a loan would cost. */
export type QuoteAnswer = {
  currency: string;
  amount: string;
  term: number;
  start_date: string;
  /** Percent a year. */
  annual_interest_rate: string;
  /** Taken from what is paid out. */
  origination_fee: string;
  /** The amount less the origination fee. */
  paid_out: string;
  /** Percent a year with all fees, by the actuarial method of Regulation Z, Appendix J. */
  apr: string;
  totals: QuoteTotalsAnswer;
  periods: (QuotePeriodAnswer)[];
};

/** One repayment. */
export type QuotePeriodAnswer = {
  number: number;
  /** Days of the period by the day count. */
  days: number;
  due_date: string;
  principal: string;
  /** What falls due of it with this repayment. */
  interest: string;
  fees: string;
  /** Principal, interest and fees. */
  due: string;
  /** Principal that is owed after it. */
  balance: string;
};

/** The loan somebody thinks of: its amount and number of repayments, and terms the product leaves open. */
export type QuoteRequestRequest = {
  /** Percent a year. */
  annual_interest_rate?: string;
  interest_method?: InterestMethodEnum;
  interest_period?: InterestPeriodEnum;
  amortization?: AmortizationEnum;
  day_count?: DayCountEnum;
  repayment_every?: number;
  repayment_unit?: RepaymentUnitEnum;
  /** First repayments without principal. */
  grace_on_principal?: number;
  /** First repayments without interest, which falls due with the first one after them. */
  grace_on_interest?: number;
  /** First periods in which none accrues. */
  interest_free_periods?: number;
  /** What an equal instalment is rounded to a multiple of. */
  installment_multiple?: string | number | null;
  origination_fee?: string | number;
  installment_fee?: string | number;
  /** Charged once for each repayment that is late. */
  late_penalty?: string | number;
  late_penalty_after_days?: number;
  prepayment_effect?: PrepaymentEffectEnum;
  amount: string | number;
  /** Number of repayments. */
  term: number;
  /** Today, if left out. */
  start_date?: string;
};

/** Sums over the whole loan. */
export type QuoteTotalsAnswer = {
  principal: string;
  interest: string;
  /** Those of the repayments, and the origination fee. */
  fees: string;
  /** All repayments. */
  due: string;
  /** What the loan costs: interest and fees. */
  cost: string;
};

/** Why the status of an account changes; an owner who closes his account may leave it out. */
export type ReasonRequest = {
  reason?: string;
};

/** What its writer sees of a message: that it has arrived. */
export type Receipt = {
  id: number;
  name: string;
  email: string;
  phone: string;
  subject: string;
  message: string;
  created_at: string;
};

/** Codes that stand in for the authenticator, each once; they are shown this one time. */
export type RecoveryCodes = {
  recovery_codes: (string)[];
};

/** How many events are on their way again. */
export type Redelivered = {
  redelivered: number;
};

/** Either one delivery, or all that happened between two moments. */
export type RedeliveryRequest = {
  delivery_id?: number;
  from?: string;
  to?: string;
};

/** A refresh token; left out where a cookie carries it. */
export type RefreshFormRequest = {
  /** Required unless `X-Refresh-Token: cookie` is sent. */
  refresh?: string;
};

/** A line that a rehearsal would refuse. */
export type RefusedLineAnswer = {
  error: string;
  code: string;
  line_number: number;
};

/** A customer as registration answers. */
export type RegisteredCustomer = {
  id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  customer_id: string;
  kyc_status: KycStatusEnum;
  risk_profile: RiskProfileEnum;
  is_account_verified: boolean;
};

/** What somebody who wants to become a customer tells the bank. */
export type RegistrationFormRequest = {
  username: string;
  email: string;
  password: string;
  confirm_password: string;
  first_name: string;
  last_name: string;
  phone_number: string;
  date_of_birth: string;
  ssn: string;
  address: string;
  aadhaar_number?: string | null;
  pan_number?: string | null;
};

/** The short answer of the customers' own registration address; `customer_id` is the number as text. */
export type RegistrationReceipt = {
  customer_id: string;
  username: string;
  email: string;
  /** Return where the registration stands. */
  status: string;
  /** Return what happens next. */
  message: string;
};

/** A registration with files. */
export type RegistrationUploadRequest = {
  documents?: (Blob)[];
  /** One for each file, in the same order; left out, every file is OTHER. */
  document_types?: (DocumentTypeEnum)[];
  username: string;
  email: string;
  password: string;
  confirm_password: string;
  first_name: string;
  last_name: string;
  phone_number: string;
  date_of_birth: string;
  ssn: string;
  address: string;
  aadhaar_number?: string | null;
  pan_number?: string | null;
};

/** Why a customer is rejected; he reads it. */
export type RejectionFormRequest = {
  reason: string;
};

/** Why the bank lifts a lock; the customer is told. */
export type ReleaseRequestRequest = {
  reason: string;
};

/** A goal whose lock was lifted. For the schema; `released_body` writes it. */
export type ReleasedGoalAnswer = {
  id: number;
  account_number: string;
  pot_account_number: string;
  was_locked_until: string;
};

export type RepaymentUnitEnum = "DAYS" | "WEEKS" | "MONTHS";

/** Why. */
export type RequiredNoteRequest = {
  note: string;
};

export type RequiredNumbersEnum = "SSN" | "AADHAAR" | "PAN";

/** One requirement, and what was found of it. */
export type RequirementAnswer = {
  name: string;
  outcome: RequirementAnswerOutcomeEnum;
  reason: string;
};

export type RequirementAnswerOutcomeEnum = "MET" | "UNMET" | "FOR_STAFF";

/** What an alert was found to be, and why. */
export type ResolveBodyRequest = {
  disposition: DispositionEnum;
  note: string;
};

/** What a rejected customer adds when he asks again: numbers never given before. */
export type ResubmissionFormRequest = {
  aadhaar_number?: string;
  pan_number?: string;
};

/** A resubmission with files. */
export type ResubmissionUploadRequest = {
  documents?: (Blob)[];
  /** One for each file, in the same order; left out, every file is OTHER. */
  document_types?: (DocumentTypeEnum)[];
  aadhaar_number?: string;
  pan_number?: string;
};

/** What the second member of staff has to say, if anything. */
export type ReversalApprovalFormRequest = {
  note?: string;
};

/** Why a movement is to be taken back. */
export type ReversalFormRequest = {
  reason: string;
};

/** Why a movement is not taken back. */
export type ReversalRejectionFormRequest = {
  note: string;
};

/** A reversal that needs two members of staff. For the schema; `reversal_request_body` writes it. */
export type ReversalRequestAnswer = {
  id: number;
  /** What is to be reversed. */
  transaction_id: string;
  transaction_type: TransactionTypeEnum;
  amount: string;
  fee: string;
  currency: string;
  from_account_number: string | null;
  to_account_number: string | null;
  reason: string;
  status: ReversalRequestStatusEnum;
  requested_by: string;
  requested_at: string;
  decided_by: string | null;
  decided_at: string | null;
  note: string;
  /** The reversal that came of it. */
  reversal_transaction_id: string | null;
};

export type ReversalRequestStatusEnum = "PENDING" | "APPROVED" | "REJECTED";

export type RhythmEnum = "WEEKLY" | "FORTNIGHTLY" | "MONTHLY";

/** What was found once. */
export type RiskAssessmentAnswer = {
  risk_profile: RiskProfileEnum;
  previous_profile: RiskProfileEnum;
  reasons: (RiskReasonAnswer)[];
  assessed_at: string;
  /** Whose deed led to it; null where the bank itself looked again. */
  assessed_by: PersonRefAnswer | null;
  due_at: string | null;
};

export type RiskProfileEnum = "LOW" | "MEDIUM" | "HIGH";

/** What raises a customer's profile, and how far. */
export type RiskReasonAnswer = {
  reason: RiskReasonAnswerReasonEnum;
  count: number;
  raises_to: RiskProfileEnum;
};

export type RiskReasonAnswerReasonEnum = "LISTED_NAME" | "CONFIRMED_FRAUD" | "DECLINED_PAYMENT" | "REFUSED_PAYMENTS" | "OPEN_ALERTS";

/** A role somebody holds. */
export type RoleAnswer = {
  id: number;
  name: string;
  description: string;
};

/** All rules of the newest version. */
export type RuleBookAnswer = {
  version: number;
  hold_at: number;
  block_at: number;
  rules: (FraudRuleAnswer)[];
};

/** A change of a rule among others. */
export type RuleInBookRequest = {
  mode?: FraudRuleModeEnum;
  weight?: number;
  /** Thresholds by name; the others stay. */
  parameters?: {
    [name: string]: number;
  };
  origins?: (OriginsEnum)[];
  valid_from?: string | null;
  valid_until?: string | null;
  kind: FraudRuleKindEnum;
};

/** A threshold of a rule. */
export type RuleParameterAnswer = {
  name: string;
  value: number;
  /** The value it ships with. */
  shipped: number;
  unit: string;
  meaning: string;
  lowest: number;
  highest: number;
};

/** How often a rule was right, by what staff found. */
export type RulePrecisionAnswer = {
  /** Alerts the rule was part of; in the shadow as well. */
  fired: number;
  confirmed: number;
  false_positives: number;
  /** Percent of the decided ones. */
  precision: string | null;
};

/** A rule by which a goal is saved for by itself, with the terms of its kind. */
export type RuleRequestRequest = {
  /** FIXED: what is saved on each date. */
  amount?: string | number;
  /** FIXED: an iCalendar rule, as of standing orders. */
  rrule?: string;
  /** FIXED: instead of a rule, a day of each month; the last one of a month that is shorter. */
  day_of_month?: number;
  /** ROUND_UP: what goes out to others is rounded up to the next multiple of this. */
  round_to?: string | number;
  /** SHARE_OF_INCOME: percent, with at most four decimals. */
  percent?: string | number;
  /** SHARE_OF_INCOME: what is less is no income. */
  threshold?: string | number;
  kind: SavingRuleKindEnum;
  /** FIXED: the first day; today if left out. */
  start_date?: string;
};

/** One version of the rules: who wrote it, and why. */
export type RuleVersionAnswer = {
  version: number;
  hold_at: number;
  block_at: number;
  created_at: string;
  /** Null for what the bank shipped. */
  created_by: string | null;
  reason: string;
};

/** One version with its rules as they were. */
export type RuleVersionWithRules = {
  version: number;
  hold_at: number;
  block_at: number;
  created_at: string;
  /** Null for what the bank shipped. */
  created_by: string | null;
  reason: string;
  rules: unknown;
};

/** What a rule did once, for a date or a movement. For the schema; `saving_body` writes it. */
export type SavingAnswer = {
  id: number;
  rule_id: number;
  kind: SavingRuleKindEnum;
  status: SavingStatusEnum;
  amount: string;
  currency: string;
  due_date: string | null;
  source_transaction_id: string | null;
  /** The transfer into the pot. */
  transaction_id: string | null;
  /** Why it was skipped. */
  code: string | null;
  error: string | null;
  created_at: string;
};

/** A rule; the terms of other kinds are null. For the schema; `rule_body` writes it. */
export type SavingRuleAnswer = {
  id: number;
  kind: SavingRuleKindEnum;
  is_active: boolean;
  currency: string;
  amount: string | null;
  rrule: string | null;
  start_date: string | null;
  next_date: string | null;
  round_to: string | null;
  percent: string | null;
  threshold: string | null;
  /** What this rule has saved so far. */
  saved_amount: string;
  created_at: string;
};

export type SavingRuleKindEnum = "FIXED" | "ROUND_UP" | "SHARE_OF_INCOME";

export type SavingStatusEnum = "SAVED" | "SKIPPED";

export type SavingsGoalStatusEnum = "ACTIVE" | "CLOSED";

/** A score of a movement. */
export type ScreeningAnswer = {
  screening_id: string;
  transaction_id: string | null;
  screened_at: string;
  movement: string;
  amount: string | null;
  currency: string;
  score: number;
  verdict: VerdictEnum;
};

/** A service of the bank. */
export type Service = {
  id: number;
  name: string;
  description: string;
  is_active: boolean;
  created_at: string;
};

export type ServicePage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (Service)[];
};

/** A place where the caller is signed in; `last_used_at` is the last time its tokens were renewed. */
export type SessionAnswer = {
  id: number;
  ip_address: string | null;
  /** The user agent of the device. */
  device: string;
  created_at: string;
  last_used_at: string;
  /** When it ends unless it is renewed before. */
  expires_at: string;
  /** Whether this very request came by it. */
  current: boolean;
};

export type SessionAnswerPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (SessionAnswer)[];
};

export type SeverityEnum = "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";

export type SideEnum = "left" | "right";

/** The person who signed in. */
export type SignedInUser = {
  id: number;
  username: string;
  email: string;
  customer_id: string | null;
  kyc_status: KycStatusEnum;
  risk_profile: RiskProfileEnum;
};

export type SourceEnum = "STANDING_ORDER" | "LOAN" | "FIXED_DEPOSIT" | "SAVINGS_GOAL" | "HABIT";

/** What was spent or earned; the rows never overlap and add up to the total. */
export type Spending = {
  from: string;
  currency: string;
  currencies: (string)[];
  by: ByEnum;
  kind: SpendingKindEnum;
  to: string;
  previous_from: string;
  previous_to: string;
  total: Figure;
  spent: Figure;
  earned: Figure;
  cash: Cash;
  results: (SpendingRow)[];
};

export type SpendingKindEnum = "EXPENSE" | "INCOME";

/** A category, month or merchant; months say their days, categories what they are. */
export type SpendingRow = {
  from: string | null;
  amount: string;
  count: number;
  previous_amount: string;
  change: string;
  change_percent: string | null;
  key: string;
  label: string;
  category: Category | null;
  to: string | null;
  /** Of the total; null where that is nothing. */
  share: string | null;
};

/** See `/api/errors/`. */
export type StableErrorCode = "account_not_active" | "account_not_empty" | "account_state_conflict" | "alert_already_resolved" | "already_reversed" | "audit_row_not_sealed" | "bad_request" | "balance_too_large" | "body_too_large" | "books_too_large" | "budget_exists" | "capture_exceeds_hold" | "category_is_fixed" | "category_of_the_bank" | "closing_under_way" | "currency_mismatch" | "daily_limit_exceeded" | "day_not_closed" | "disbursement_account_unusable" | "document_too_large" | "erasure_refused" | "foreign_origin" | "fraud_blocked" | "fraud_rules_changed" | "goal_closed" | "goal_locked" | "goal_not_locked" | "hold_already_resolved" | "hold_expired" | "idempotency_in_progress" | "idempotency_key_expired" | "idempotency_key_required" | "idempotency_key_reused" | "identity_erased" | "insufficient_funds" | "internal_error" | "invalid" | "invalid_credentials" | "kyc_documents_missing" | "kyc_required" | "kyc_state_conflict" | "learned_model_state_conflict" | "learning_unavailable" | "length_required" | "live_loan_exists" | "loan_movement_not_reversible" | "loan_request_decided" | "loan_request_pending" | "loan_requirements_not_met" | "loan_state_conflict" | "login_locked" | "malformed_body" | "malformed_idempotency_key" | "malformed_json" | "message_dealt_with" | "method_not_allowed" | "more_than_owed" | "name_match_state_conflict" | "not_acceptable" | "not_allowed" | "not_found" | "not_ready" | "not_reversible" | "not_signed_in" | "otp_invalid" | "otp_required" | "outcome_unknown" | "own_alert" | "own_review" | "payee_already_saved" | "payee_cooling_off" | "payee_is_own_account" | "payee_limit_exceeded" | "payee_not_cleared" | "payee_not_confirmed" | "period_locked" | "pin_invalid" | "pin_locked" | "pin_required" | "pot_moves_by_goal" | "refused" | "reversal_decided" | "reversal_pending" | "same_account" | "saving_rule_exists" | "screening_unavailable" | "search_too_broad" | "single_limit_exceeded" | "standing_order_not_active" | "standing_order_not_due" | "state_conflict" | "stored_data_unreadable" | "temporarily_unavailable" | "term_deposit_funded" | "term_deposit_locked" | "term_not_due" | "term_not_running" | "throttled" | "time_machine_off" | "token_not_valid" | "too_few_dispositions" | "too_many_budgets" | "too_many_categories" | "too_many_documents" | "too_many_goals" | "too_many_goals_today" | "too_many_parts" | "too_many_payees" | "too_many_saving_rules" | "too_many_standing_orders" | "transaction_not_held" | "two_factor_off" | "two_factor_on" | "unknown_account" | "unreadable_value" | "unsupported_media_type";

/** One member of staff over the range. */
export type StaffActivity = {
  user_id: number;
  username: string;
  deeds: number;
  refusals: number;
  /** Different customers, each counted once. */
  customers_read: number;
  exports: number;
  outside_hours: number;
  days: (StaffDay)[];
};

/** What members of staff did. */
export type StaffActivityAnswer = {
  from: string;
  to: string;
  /** Where the next page begins. */
  next_after: number | null;
  results: (StaffActivity)[];
};

/** One day of one member of staff. */
export type StaffDay = {
  date: string;
  /** Deeds by kind. */
  actions: {
    [name: string]: number;
  };
  refusals: number;
  customers_read: number;
  /** Deeds outside of working hours. */
  outside_hours: number;
};

/** One thing that stands out, with the numbers that make it so. */
export type StaffPattern = {
  kind: StaffPatternKindEnum;
  user_id: number;
  on: string;
  sentence: string;
  numbers: {
    [name: string]: number;
  };
};

export type StaffPatternKindEnum = "MANY_CUSTOMERS_IN_AN_HOUR" | "MANY_CUSTOMERS_IN_A_DAY" | "READS_OUTSIDE_HOURS" | "MANY_REFUSALS" | "READS_OF_NAMESAKES";

/** What stands out in the work of staff. */
export type StaffPatternsAnswer = {
  from: string;
  to: string;
  results: (StaffPattern)[];
};

/** Where a customer stands in KYC. */
export type StandingAnswer = {
  id: number;
  username: string;
  customer_id: string;
  kyc_status: KycStatusEnum;
  submitted_at: string;
  decided_at: string | null;
  reason: string | null;
  required_documents: (DocumentTypeEnum)[];
  missing: (DocumentTypeEnum)[];
  identity: MaskedIdentityAnswer;
  documents: (DocumentAnswer)[];
};

export type StandingAnswerPage = {
  count: number;
  next?: string | null;
  previous?: string | null;
  results: (StandingAnswer)[];
};

/** A standing order as its customer sees it. For the schema; `standing_order_body` writes it. */
export type StandingOrderAnswer = {
  id: number;
  from_account_number: string;
  to_account_number: string;
  amount: string;
  currency: string;
  description: string;
  start_date: string;
  end_date: string | null;
  rrule: string | null;
  holiday_rule: HolidayRuleEnum;
  status: StandingOrderStatusEnum;
  /** The days of the next payments, five at most. */
  next_dates: (string)[];
  created_at: string;
  cancelled_at: string | null;
  cancel_reason: string;
};

/** A transfer ordered in advance: once on `start_date`, or by a rule from that day on. */
export type StandingOrderRequestRequest = {
  to_account_number: string;
  amount: string | number;
  description?: string;
  /** An iCalendar rule: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY with INTERVAL, BYDAY, BYMONTHDAY, BYSETPOS, and COUNT or UNTIL (as 20271231). Empty: once. A month without the day is left out; BYMONTHDAY=-1 is the last day of each. */
  rrule?: string | null;
  end_date?: string | null;
  /** What becomes of a payment due on a day on which the bank does no business: paid on the business day before or after, left out, or paid all the same. */
  holiday_rule?: HolidayRuleEnum;
  /** Your transaction PIN, asked for when money leaves your account once you have set one. */
  pin?: string;
  from_account_number: string;
  /** The first day; due only if the rule says so. */
  start_date: string;
};

export type StandingOrderStatusEnum = "ACTIVE" | "FINISHED" | "CANCELLED";

/** One line: exactly one of `debit` and `credit` is set; `amount` is signed, negative for a debit. */
export type StatementLine = {
  date: string;
  value_date: string;
  posted_at: string;
  type: string;
  description: string;
  reference: string;
  /** Return the transaction's identifier; null for an entry that no transaction made. */
  transaction_id: string | null;
  /** Return what left the account; null on a credit. */
  debit: string | null;
  /** Return what came in; null on a debit. */
  credit: string | null;
  amount: string;
  running_balance: string;
};

/** A statement with one page of its lines, oldest first, signed as it is. */
export type StatementPage = {
  from: string;
  account_number: string | null;
  account_type: string;
  currency: string;
  to: string;
  opening_balance: string;
  closing_balance: string;
  total_credits: string;
  total_debits: string;
  /** Return how many lines the whole range has. */
  line_count: number;
  bank: string;
  account_holder: string;
  statement_id: string;
  issued_at: string;
  next: string | null;
  previous: string | null;
  lines: (StatementLine)[];
  /** Vouches for all other members of this answer. */
  signature: string;
};

/** What somebody has of a statement: the file, or the signature from a printed one. */
export type StatementToCheckRequest = {
  /** The statement, in any of its formats. */
  file?: Blob;
  /** What the code on a printed statement says. */
  signature?: string;
};

export type StoppedBecauseEnum = "GONE" | "FAILING";

export type SubjectKindEnum = "CUSTOMER" | "PAYEE";

/** The scores from which a movement is held and blocked; 101 is never. */
export type ThresholdsAnswer = {
  version: number;
  hold_at: number;
  block_at: number;
};

/** A pair of tokens. */
export type TokenPairAnswer = {
  access: string;
  /** Left out where it was asked for as a cookie. */
  refresh?: string;
};

/** A transaction as its parties and the staff see it. For the schema; `transaction_body` writes it. */
export type TransactionAnswer = {
  id: number;
  transaction_id: string;
  transaction_type: TransactionTypeEnum;
  amount: string;
  fee: string;
  currency: string;
  status: TransactionStatusEnum;
  from_account: PartyAnswer | null;
  to_account: PartyAnswer | null;
  description: string;
  payee_name: string;
  reference: string;
  category: string;
  /** Whether staff ordered it for the customer; null to the other party. */
  on_behalf: boolean | null;
  /** Who ordered it; null but to staff. */
  initiated_by: string | null;
  business_date: string;
  transaction_date: string;
  processed_date: string | null;
};

/** A transaction with what it has to do with reversals: what it undoes, or what undid it. */
export type TransactionDetailAnswer = {
  id: number;
  transaction_id: string;
  transaction_type: TransactionTypeEnum;
  amount: string;
  fee: string;
  currency: string;
  status: TransactionStatusEnum;
  from_account: PartyAnswer | null;
  to_account: PartyAnswer | null;
  description: string;
  payee_name: string;
  reference: string;
  category: string;
  /** Whether staff ordered it for the customer; null to the other party. */
  on_behalf: boolean | null;
  /** Who ordered it; null but to staff. */
  initiated_by: string | null;
  business_date: string;
  transaction_date: string;
  processed_date: string | null;
  /** Of a reversal: the transaction it undoes. */
  reverses: string | null;
  /** The reversal that undid it. */
  reversed_by: string | null;
  /** Why it was reversed; for staff alone. */
  reason: string | null;
};

export type TransactionStatusEnum = "PENDING" | "COMPLETED" | "HELD" | "DECLINED" | "FAILED" | "REVERSED";

export type TransactionTypeEnum = "DEPOSIT" | "WITHDRAWAL" | "TRANSFER" | "PAYMENT" | "FEE" | "INTEREST" | "REVERSAL" | "LOAN_DISBURSEMENT" | "LOAN_REPAYMENT";

/** The trial balances of a business date. */
export type TrialBalanceAnswer = {
  on: string;
  currencies: (TrialBalanceOfCurrency)[];
};

/** A currency's trial balance: each pair of totals is equal. */
export type TrialBalanceOfCurrency = {
  currency: string;
  accounts: (TrialBalanceRow)[];
  total_debits: string;
  total_credits: string;
  total_debit_balances: string;
  total_credit_balances: string;
};

/** An account with its debits and credits, and its balance in the column it belongs to. */
export type TrialBalanceRow = {
  code: string;
  name: string;
  kind: LedgerAccountKindEnum;
  debits: string;
  credits: string;
  debit_balance: string;
  credit_balance: string;
};

/** The secret for an authenticator app, also as an address to show as a QR code. */
export type TwoFactorSetUp = {
  secret: string;
  otpauth_url: string;
};

/** Messages by field; of the whole body under `non_field_errors`. */
export type ValidationError = {
  [name: string]: (string)[] | Record<string, unknown>;
};

/** Whether a statement is the bank's and unchanged; `statement` only if it is. */
export type Verdict = {
  valid: boolean;
  reason: VerdictReasonEnum;
  message: string;
  key_id: string | null;
  bank: string | null;
  /** Null if only a signature was checked, without its file. */
  format: string | null;
  statement: VouchedFor | null;
};

export type VerdictEnum = "ALLOW" | "HOLD" | "BLOCK";

export type VerdictReasonEnum = "genuine" | "not_signed" | "malformed" | "unknown_key" | "forged" | "altered";

/** A token of either kind. */
export type VerifyFormRequest = {
  token: string;
};

/** What the bank vouches for; the account's number and its holder's name are masked. */
export type VouchedFor = {
  from: string;
  statement_id: string;
  account_number: string;
  /** Not in what the bank signed before it vouched for the name. */
  account_holder?: string;
  currency: string;
  to: string;
  opening_balance: string;
  closing_balance: string;
  total_credits: string;
  total_debits: string;
  line_count: number;
  issued_at: string;
};

/** Why a movement is in its category, for programs and for people. */
export type Why = {
  code: WhyCodeEnum;
  sentence: string;
};

export type WhyCodeEnum = "BY_HAND" | "LEARNED" | "OWN_CATEGORY_TEXT" | "KIND" | "KEYWORD" | "UNKNOWN";

export type _Checkpoint = {
  number: number;
  seq: number;
  mac: string;
  count: number;
  root: string;
  previous: string;
  /** Microseconds since 1970 in UTC. */
  made_at: number;
  key_id: string;
  signature: string;
};

export type _Step = {
  side: SideEnum;
  hash: string;
};

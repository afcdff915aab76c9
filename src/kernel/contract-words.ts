/** The words that prices and contracts are written in: the same on the wire, in what is stored and in what rates them. */

export const BILLING_FREQUENCIES = ['MONTHLY', 'QUARTERLY', 'ANNUAL', 'WEEKLY'] as const
export const SCHEDULE_FREQUENCIES = ['MONTHLY', 'QUARTERLY', 'SEMI_ANNUAL', 'ANNUAL', 'WEEKLY'] as const
export const AMOUNT_DISTRIBUTIONS = ['DIVIDED', 'DIVIDED_ROUNDED', 'EACH'] as const
export const RATE_TYPES = ['FLAT', 'TIERED', 'PERCENTAGE', 'TIERED_PERCENTAGE', 'SUBSCRIPTION'] as const
export const SQL_BREAKDOWN_GRANULARITIES = ['HOUR', 'SERVICE_PERIOD'] as const
export const OVERRIDE_TYPES = ['OVERWRITE', 'MULTIPLIER', 'TIERED'] as const
export const OVERRIDE_TARGETS = ['COMMIT_RATE', 'LIST_RATE'] as const
export const MULTIPLIER_PRIORITIZATIONS = ['LOWEST_MULTIPLIER', 'EXPLICIT'] as const
export const COLLECTION_SCHEDULES = ['ADVANCE', 'ARREARS'] as const
export const INVOICE_BEHAVIORS = ['BILL_IMMEDIATELY', 'BILL_ON_NEXT_COLLECTION_DATE'] as const
export const INVOICE_PLACEMENTS = ['ON_SCHEDULED_INVOICE', 'ON_USAGE_INVOICE'] as const
export const QUANTITY_MANAGEMENT_MODES = ['SEAT_BASED', 'QUANTITY_ONLY'] as const
export const AMOUNT_ROUNDING_METHODS = ['HALF_UP', 'FLOOR', 'CEILING'] as const
export const RESELLER_TYPES = ['AWS', 'AWS_PRO_SERVICE', 'GCP', 'GCP_PRO_SERVICE'] as const
export const OFFSET_UNITS = ['DAYS', 'WEEKS', 'MONTHS', 'YEARS'] as const
export const PACKAGE_STATEMENT_DAYS = ['FIRST_OF_MONTH', 'CONTRACT_START'] as const
export const PAYMENT_GATE_TYPES = ['NONE', 'STRIPE', 'EXTERNAL'] as const
export const TAX_TYPES = ['NONE', 'STRIPE', 'ANROK', 'PRECALCULATED'] as const
export const BALANCE_ENTITIES = ['Commit', 'ContractCredit', 'ContractCreditOrCommit'] as const
export const CHILD_PAYERS = ['SELF', 'PARENT'] as const
export const STATEMENT_BEHAVIORS = ['CONSOLIDATE', 'SEPARATE'] as const
export const CONSOLIDATION_TYPES = ['CONCATENATE', 'NONE'] as const
export const STATEMENT_DAYS = [...PACKAGE_STATEMENT_DAYS, 'CUSTOM_DATE'] as const

/** One of a set of words. */
export type WordOf<Words extends readonly string[]> = Words[number]

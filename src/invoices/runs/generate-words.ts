/** What those who have invoices generated call what they ask for. */
export interface GenerateWords {
  asOf: string
  customers: string
  /** How they say that it is a dry run. */
  dryRun: string
}

/** The fields of the API. */
export const GENERATE_FIELDS: GenerateWords = {
  asOf: 'as_of',
  customers: 'customer_ids',
  dryRun: 'dry_run is true',
}

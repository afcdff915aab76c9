import { z } from 'zod'
import { bigintColumn, defineQuery, integerColumn, type NoParams } from '../warehouse/query.ts'

/** The numbers of some events in their order of arrival, first and last. */
export type Sequences = { first: number; last: number }

type IdParams = { transaction_ids: readonly string[]; accepted_after: string }

export const acceptedSince = defineQuery<IdParams>()(
  'ingest/accepted-since',
  z.object({ transaction_id: z.string() }),
)

export const takenFingerprints = defineQuery<NoParams>()(
  'ingest/fingerprints',
  z.object({ fingerprint: bigintColumn }),
)

export const takenCount = defineQuery<{ accepted_after: string }>()(
  'ingest/taken-count',
  z.object({ rows_taken: integerColumn }),
)

export const lastSequence = defineQuery<NoParams>()(
  'ingest/last-sequence',
  z.object({ last_sequence: integerColumn }),
)

/** The first and the last numbers of ranges, in the same order. */
type Ranges = { firsts: readonly number[]; lasts: readonly number[] }

const stored = z.object({ rows_stored: integerColumn })

export const storedEvents = defineQuery<Ranges>()('ingest/stored-events', stored)

export const storedDuplicates = defineQuery<Ranges>()('ingest/stored-duplicates', stored)

export const storedRepeats = defineQuery<Ranges>()('ingest/stored-repeats', stored)

export const findEvents = defineQuery<IdParams>()(
  'ingest/find-events',
  z.object({
    is_duplicate: z.boolean(),
    transaction_id: z.string(),
    customer_id: z.string(),
    event_type: z.string(),
    timestamp: z.string(),
    property_names: z.array(z.string()),
    property_texts: z.array(z.string()),
    property_kinds: z.string(),
    properties_null: z.array(z.string()),
    accepted_at: z.string(),
    accepted_sequence: integerColumn,
    payload_sequence: integerColumn,
  }),
)

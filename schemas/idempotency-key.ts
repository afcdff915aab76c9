import { z } from 'zod'

/** The header that makes repeating a POST safe, in lower case as requests are read (semantics 40). */
export const idempotencyHeader = z.strictObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/, 'expected 1 to 255 printable ASCII characters')
    .optional()
    .meta({
      override: { type: 'string', minLength: 1, maxLength: 255 },
      param: {
        id: 'IdempotencyKey',
        description:
          'For 24 hours, a repeat of the request with the same key gets the first answer again and changes nothing',
      },
    }),
})

import { z } from 'zod'
import { data, decimal, integer, timestamp, uuid, wireTimestamp } from './common.ts'
import { contractRef } from './contracts.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Contracts'
const subscriptionRef = contractRef.extend({ subscription_id: uuid })

export const getSubscriptionQuantityHistory = endpoint({
  method: 'POST',
  path: '/v1/contracts/getSubscriptionQuantityHistory',
  operationId: 'getSubscriptionQuantityHistory',
  tag,
  summary: 'List the quantities and prices that a subscription had up to now',
  body: subscriptionRef,
  response: data(
    z.strictObject({
      subscription_id: uuid,
      fiat_credit_type_id: uuid,
      history: z.array(
        z.strictObject({
          starting_at: wireTimestamp,
          data: z.array(z.strictObject({ quantity: decimal, unit_price: decimal, total: decimal })),
        }),
      ),
    }),
  ),
})

export const getSubscriptionSeatsHistory = endpoint({
  method: 'POST',
  path: '/v1/contracts/getSubscriptionSeatsHistory',
  operationId: 'getSubscriptionSeatsHistory',
  tag,
  summary: 'List who holds the seats of a subscription, and when',
  body: subscriptionRef
    .extend({
      limit: integer(1, 10).nullable().optional(),
      cursor: z.string().nullable().optional(),
      covering_date: timestamp.nullable().optional(),
      starting_at: timestamp.nullable().optional(),
      ending_before: timestamp.nullable().optional(),
    })
    .refine(
      ({ covering_date: date, starting_at: from, ending_before: to }) =>
        (date ?? null) === null || ((from ?? null) === null && (to ?? null) === null),
      {
        path: ['covering_date'],
        message: 'cannot be given together with starting_at or ending_before',
      },
    ),
  response: z.strictObject({
    data: z.array(
      z.strictObject({
        starting_at: wireTimestamp,
        ending_before: wireTimestamp.nullable(),
        total_quantity: z.number(),
        assigned_seat_ids: z.array(z.string()),
      }),
    ),
    next_page: z.string().nullable(),
  }),
})

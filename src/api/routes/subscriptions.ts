import * as wire from '../../../schemas/subscriptions.ts'
import { getContract } from '../../catalog/contracts/get.ts'
import { quantityHistory } from '../../catalog/contracts/quantity-history.ts'
import { findContractReferences } from '../../catalog/contracts/references.ts'
import { seatsHistory } from '../../catalog/contracts/seats-history.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'
import { refOf } from './contracts.ts'

const SEATS_PAGE = 10

/** Subscriptions of contracts: what quantities and seats they had. */
export function subscriptionRoutes(api: Api): void {
  serve(api, wire.getSubscriptionQuantityHistory, async ({ environment, body }) => {
    const ref = refOf(body)
    const history = await quantityHistory(environment, ref, body.subscription_id)
    const contract = await getContract(environment, ref)
    const references = await findContractReferences(environment, [contract], { at: environment.clock.now() })
    return {
      data: {
        subscription_id: body.subscription_id,
        fiat_credit_type_id: references.currencyIdOf(contract.terms.rateCardId),
        history: history.map(({ startingAt, parts }) => ({
          starting_at: formatInstant(startingAt),
          data: parts.map(({ quantity, unitPrice, total }) => ({ quantity, unit_price: unitPrice, total })),
        })),
      },
    }
  })

  serve(api, wire.getSubscriptionSeatsHistory, async ({ environment, body }) => {
    const page = await seatsHistory(environment, refOf(body), body.subscription_id, {
      coveringDate: body.covering_date ?? null,
      startingAt: body.starting_at ?? null,
      endingBefore: body.ending_before ?? null,
      limit: body.limit ?? SEATS_PAGE,
      cursor: body.cursor ?? null,
    })
    return {
      data: page.data.map((held) => ({
        starting_at: formatInstant(held.startingAt),
        ending_before: held.endingBefore === null ? null : formatInstant(held.endingBefore),
        total_quantity: held.totalQuantity,
        assigned_seat_ids: [...held.assignedSeatIds],
      })),
      next_page: page.next_page,
    }
  })
}

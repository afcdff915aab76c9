import type { z } from 'zod'
import * as wire from '../../../schemas/rate-cards.ts'
import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import { archiveRateCard } from '../../catalog/rate-cards/archive.ts'
import { createRateCard } from '../../catalog/rate-cards/create.ts'
import { getRateCard } from '../../catalog/rate-cards/get.ts'
import { listRateCards } from '../../catalog/rate-cards/list.ts'
import type { RateCard } from '../../catalog/rate-cards/rows.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'

/** Rate cards: price books, each in one currency. */
export function rateCardRoutes(api: Api): void {
  serve(api, wire.createRateCard, async ({ environment, body }) => {
    const { id } = await createRateCard(environment, {
      name: body.name,
      description: body.description ?? null,
      currencyId: body.fiat_credit_type_id ?? USD_CENTS_ID,
      aliases: (body.aliases ?? []).map((alias) => ({
        name: alias.name,
        startingAt: alias.starting_at ?? null,
        endingBefore: alias.ending_before ?? null,
      })),
      customFields: body.custom_fields ?? {},
    })
    return { data: { id } }
  })

  serve(api, wire.getRateCard, async ({ environment, body }) => ({
    data: toWire(await getRateCard(environment, body.id)),
  }))

  serve(api, wire.listRateCards, async ({ environment, query }) => {
    const page = await listRateCards(environment, query)
    return { ...page, data: page.data.map(toWire) }
  })

  serve(api, wire.archiveRateCard, async ({ environment, body }) => {
    await archiveRateCard(environment, body.id)
    return { data: { id: body.id } }
  })
}

function toWire(card: RateCard): z.output<typeof wire.rateCard> {
  return {
    id: card.id,
    name: card.name,
    description: card.description ?? undefined,
    created_at: formatInstant(card.createdAt),
    created_by: 'API',
    fiat_credit_type: { id: card.currency.id, name: card.currency.name },
    aliases: card.aliases.map((alias) => ({
      name: alias.name,
      starting_at: formatBound(alias.startingAt),
      ending_before: formatBound(alias.endingBefore),
    })),
    custom_fields: card.customFields,
  }
}

function formatBound(bound: Instant | null): string | undefined {
  return bound === null ? undefined : formatInstant(bound)
}

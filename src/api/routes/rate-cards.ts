import type { z } from 'zod'
import * as wire from '../../../schemas/rate-cards.ts'
import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import type { NewConversion } from '../../catalog/rate-cards/add-conversions.ts'
import type { RateCardAlias } from '../../catalog/rate-cards/aliases.ts'
import { archiveRateCard } from '../../catalog/rate-cards/archive.ts'
import { createRateCard } from '../../catalog/rate-cards/create.ts'
import { getRateCard } from '../../catalog/rate-cards/get.ts'
import { listRateCards } from '../../catalog/rate-cards/list.ts'
import { moveRateCardProducts } from '../../catalog/rate-cards/move-products.ts'
import type { RateCard } from '../../catalog/rate-cards/rows.ts'
import { setRateCardProductsOrder } from '../../catalog/rate-cards/set-product-order.ts'
import { updateRateCard } from '../../catalog/rate-cards/update.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'
import { wireInstant } from '../wire-fields.ts'

/** Rate cards: price books, each in one currency. */
export function rateCardRoutes(api: Api): void {
  serve(api, wire.createRateCard, async ({ environment, body }) => {
    const { id } = await createRateCard(environment, {
      name: body.name,
      description: body.description ?? null,
      currencyId: body.fiat_credit_type_id ?? USD_CENTS_ID,
      aliases: (body.aliases ?? []).map(fromWireAlias),
      conversions: (body.credit_type_conversions ?? []).map(fromWireConversion),
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

  serve(api, wire.updateRateCard, async ({ environment, body }) => {
    await updateRateCard(environment, body.rate_card_id, {
      name: body.name,
      description: body.description,
      aliases: body.aliases?.map(fromWireAlias),
      addedConversions: body.add_credit_type_conversions?.map(fromWireConversion),
    })
    return { data: { id: body.rate_card_id } }
  })

  serve(api, wire.setRateCardProductsOrder, async ({ environment, body }) => {
    await setRateCardProductsOrder(environment, body.rate_card_id, body.product_order)
    return { data: { id: body.rate_card_id } }
  })

  serve(api, wire.moveRateCardProducts, async ({ environment, body }) => {
    const moves = body.product_moves.map((move) => ({ productId: move.product_id, position: move.position }))
    await moveRateCardProducts(environment, body.rate_card_id, moves)
    return { data: { id: body.rate_card_id } }
  })

  serve(api, wire.archiveRateCard, async ({ environment, body }) => {
    await archiveRateCard(environment, body.id)
    return { data: { id: body.id } }
  })
}

type Body = z.output<typeof wire.createRateCardBody>

function fromWireAlias(alias: NonNullable<Body['aliases']>[number]): RateCardAlias {
  return {
    name: alias.name,
    startingAt: alias.starting_at ?? null,
    endingBefore: alias.ending_before ?? null,
  }
}

function fromWireConversion(conversion: NonNullable<Body['credit_type_conversions']>[number]): NewConversion {
  return {
    customCreditTypeId: conversion.custom_credit_type_id,
    fiatPerCustomCredit: conversion.fiat_per_custom_credit,
  }
}

function toWire(card: RateCard): z.output<typeof wire.rateCard> {
  return {
    id: card.id,
    name: card.name,
    description: card.description ?? undefined,
    created_at: formatInstant(card.createdAt),
    created_by: 'API',
    fiat_credit_type: { id: card.currency.id, name: card.currency.name },
    credit_type_conversions: card.conversions.map(({ unit, fiatPerCustomCredit }) => ({
      custom_credit_type: { id: unit.id, name: unit.name },
      fiat_per_custom_credit: fiatPerCustomCredit.toFixed(),
    })),
    aliases: card.aliases.map((alias) => ({
      name: alias.name,
      starting_at: wireInstant(alias.startingAt),
      ending_before: wireInstant(alias.endingBefore),
    })),
    custom_fields: card.customFields,
  }
}

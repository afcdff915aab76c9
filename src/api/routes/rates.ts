import type { z } from 'zod'
import * as wire from '../../../schemas/rates.ts'
import { getPricingUnit } from '../../catalog/pricing-units/get.ts'
import type { PricingUnit } from '../../catalog/pricing-units/rows.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { addRate } from '../../catalog/rates/add.ts'
import { listRates, type RateInForce } from '../../catalog/rates/list.ts'
import type { CatalogRate } from '../../catalog/rates/rows.ts'
import type { NewRate } from '../../catalog/rates/validate.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'

/** Rates: the prices on a rate card. */
export function rateRoutes(api: Api): void {
  serve(api, wire.addRate, async ({ environment, body }) => {
    const rate = await addRate(environment, body.rate_card_id, fromWire(body))
    return { data: toWire(rate, await getPricingUnit(environment, rate.creditTypeId)) }
  })

  serve(api, wire.addRates, async ({ environment, body }) => {
    await addRates(environment, body.rate_card_id, body.rates.map(fromWire))
    return { data: { id: body.rate_card_id } }
  })

  serve(api, wire.listRates, async ({ environment, query, body }) => {
    const page = await listRates(environment, {
      ...query,
      rateCardId: body.rate_card_id,
      at: body.at,
      selectors: (body.selectors ?? []).map((selector) => ({
        productId: selector.product_id,
        productTags: selector.product_tags,
        pricingGroupValues: selector.pricing_group_values,
        partialPricingGroupValues: selector.partial_pricing_group_values,
      })),
    })
    return { ...page, data: page.data.map(toWireInForce) }
  })
}

function fromWire(rate: z.output<typeof wire.addRatesBody>['rates'][number]): NewRate {
  return {
    productId: rate.product_id,
    pricingGroupValues: rate.pricing_group_values ?? {},
    startingAt: rate.starting_at,
    endingBefore: rate.ending_before ?? null,
    isEntitled: rate.entitled,
    price: rate.price,
    creditTypeId: rate.credit_type_id ?? null,
  }
}

function toWire(rate: CatalogRate, creditType: PricingUnit): z.output<typeof wire.rate> {
  return {
    rate_type: 'FLAT',
    price: rate.price,
    pricing_group_values: groupValuesToWire(rate),
    credit_type: { id: creditType.id, name: creditType.name },
  }
}

function toWireInForce(entry: RateInForce): z.output<typeof wire.rateInForce> {
  const { product, rate } = entry
  return {
    product_id: product.id,
    product_name: product.name,
    product_tags: product.tags,
    product_custom_fields: product.customFields,
    pricing_group_values: groupValuesToWire(rate),
    starting_at: formatInstant(entry.from),
    ending_before: entry.to === null ? undefined : formatInstant(entry.to),
    entitled: rate.isEntitled,
    rate: toWire(rate, entry.creditType),
  }
}

function groupValuesToWire({ pricingGroupValues }: CatalogRate): Record<string, string> | undefined {
  return Object.keys(pricingGroupValues).length > 0 ? pricingGroupValues : undefined
}

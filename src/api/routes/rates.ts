import type { z } from 'zod'
import * as wire from '../../../schemas/rates.ts'
import { getPricingUnit } from '../../catalog/pricing-units/get.ts'
import type { PricingUnit } from '../../catalog/pricing-units/rows.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { addRate } from '../../catalog/rates/add.ts'
import { getRateSchedule } from '../../catalog/rates/get-schedule.ts'
import { listRates } from '../../catalog/rates/list.ts'
import type { CatalogRate } from '../../catalog/rates/rows.ts'
import type { ScheduledRate } from '../../catalog/rates/scheduled-rates.ts'
import type { NewRate } from '../../catalog/rates/validate.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'
import { wireInstant } from '../wire-fields.ts'
import { fromWirePrice, toWirePrice } from '../wire-price.ts'
import { fromWireSelector } from '../wire-selector.ts'

/** Rates: the prices on a rate card. */
export function rateRoutes(api: Api): void {
  serve(api, wire.addRate, async ({ environment, body }) => {
    const rate = await addRate(environment, body.rate_card_id, fromWire(body))
    const creditType = await getPricingUnit(environment, rate.creditTypeId)
    return { data: { ...toWire(rate, creditType), commit_rate: commitRateToWire(rate) } }
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
      selectors: (body.selectors ?? []).map(fromWireSelector),
    })
    return { ...page, data: page.data.map(toWireScheduled) }
  })

  serve(api, wire.getRateSchedule, async ({ environment, query, body }) => {
    const page = await getRateSchedule(environment, {
      ...query,
      rateCardId: body.rate_card_id,
      startingAt: body.starting_at,
      endingBefore: body.ending_before ?? null,
      selectors: (body.selectors ?? []).map(fromWireSelector),
    })
    return { ...page, data: page.data.map(toWireScheduled) }
  })
}

function fromWire(rate: z.output<typeof wire.addRatesBody>['rates'][number]): NewRate {
  return {
    productId: rate.product_id,
    pricingGroupValues: rate.pricing_group_values ?? {},
    billingFrequency: rate.billing_frequency ?? null,
    startingAt: rate.starting_at,
    endingBefore: rate.ending_before ?? null,
    isEntitled: rate.entitled,
    price: fromWirePrice(rate),
    commitRate: rate.commit_rate === undefined ? null : fromWirePrice(rate.commit_rate),
    creditTypeId: rate.credit_type_id ?? null,
  }
}

function toWire(rate: CatalogRate, creditType: PricingUnit): z.output<typeof wire.rate> {
  return {
    ...toWirePrice(rate.price),
    pricing_group_values: groupValuesToWire(rate),
    credit_type: { id: creditType.id, name: creditType.name },
  }
}

function commitRateToWire({ commitRate }: CatalogRate): z.output<typeof wire.commitRate> | undefined {
  return commitRate === null ? undefined : toWirePrice(commitRate)
}

function toWireScheduled(entry: ScheduledRate): z.output<typeof wire.scheduledRate> {
  const { product, state, rate } = entry
  return {
    product_id: product.id,
    product_name: state.name,
    product_tags: [...state.tags],
    product_custom_fields: product.customFields,
    pricing_group_values: groupValuesToWire(rate),
    starting_at: formatInstant(entry.from),
    ending_before: wireInstant(entry.to),
    entitled: rate.isEntitled,
    rate: toWire(rate, entry.creditType),
    commit_rate: commitRateToWire(rate),
    billing_frequency: rate.billingFrequency ?? undefined,
  }
}

function groupValuesToWire({ pricingGroupValues }: CatalogRate): Record<string, string> | undefined {
  return Object.keys(pricingGroupValues).length > 0 ? pricingGroupValues : undefined
}

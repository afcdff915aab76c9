import type { z } from 'zod'
import * as wire from '../../../schemas/contract-prices.ts'
import { checkPrice, type CheckedPrice } from '../../catalog/contract-prices/check-price.ts'
import { listContractRates, type ContractRate } from '../../catalog/contract-prices/list-contract-rates.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import { findUnits, type UnitOf } from '../../invoices/units.ts'
import type { Price } from '../../rating/price.ts'
import { OVERRIDE_REASONS, RATE_REASONS } from '../price-reasons.ts'
import { serve, type Api } from '../serve.ts'
import { fromWireSelector } from '../wire-selector.ts'
import { toWirePrice } from '../wire-price.ts'
import { refOf } from './contracts.ts'

/** What a customer pays under a contract, and why. */
export function contractPriceRoutes(api: Api): void {
  serve(api, wire.getContractRateSchedule, async ({ environment, query, body }) => {
    const ref = refOf(body)
    const found = await listContractRates(environment, ref, {
      ...query,
      at: body.at ?? null,
      selectors: (body.selectors ?? []).map(fromWireSelector),
    })
    const ids = found.data.flatMap(({ listRate, stretch }) => [listRate.creditTypeId, stretch.creditTypeId])
    const unitOf = await findUnits(environment, [...new Set(ids)])
    return { ...found, data: found.data.map((entry) => toWireRate(entry, unitOf)) }
  })

  serve(api, wire.checkContractPrice, async ({ environment, params, body }) => {
    const checked = await checkPrice(environment, params.contract_id, {
      productId: body.product_id,
      pricingGroupValues: body.pricing_group_values ?? {},
      presentationGroupValues: body.presentation_group_values ?? {},
      billingFrequency: body.billing_frequency ?? null,
      at: body.at ?? environment.clock.now(),
    })
    const ids = [...checked.rates.map(({ rate }) => rate.creditTypeId), checked.creditTypeId]
    const unitOf = await findUnits(environment, [...new Set(ids.filter((id) => id !== null))])
    return { data: toWireCheck(checked, unitOf) }
  })
}

function toWireRate(entry: ContractRate, unitOf: UnitOf): z.output<typeof wire.contractRate> {
  const { product, version, listRate, stretch, billingFrequency } = entry
  const values = groupValuesOf(entry.pricingGroupValues)
  const { rate, override, effective } = stretch
  const commitRate = rate?.commitRate ?? null
  return {
    rate_card_id: entry.rateCardId,
    product_id: product.id,
    product_name: version.name,
    product_tags: [...version.tags],
    product_custom_fields: product.customFields,
    ...values,
    ...inTime(stretch.period.from, entry.to),
    entitled: true,
    list_rate: { ...shownPrice(listRate.price, listRate.creditTypeId, unitOf), ...values },
    ...(override === null
      ? {}
      : { override_rate: { ...shownPrice(effective.price, stretch.creditTypeId, unitOf), ...values } }),
    ...(commitRate === null ? {} : { commit_rate: toWirePrice(commitRate) }),
    ...(billingFrequency === null ? {} : { billing_frequency: billingFrequency }),
  }
}

function toWireCheck(checked: CheckedPrice, unitOf: UnitOf): z.output<typeof wire.checkedPrice> {
  const { contract, product, version, entitlement, listPrice, price, creditTypeId } = checked
  const winner = checked.rates.find(({ verdict }) => verdict === 'WINS')?.rate
  return {
    contract_id: contract.id,
    product: { id: product.id, name: version.name },
    at: formatInstant(checked.at),
    entitled: checked.isEntitled,
    ...(entitlement === null ? {} : { entitled_by_override_id: entitlement.id }),
    ...(listPrice === null || winner === undefined
      ? {}
      : { list_rate: shownPrice(listPrice, winner.creditTypeId, unitOf) }),
    ...(price === null || creditTypeId === null ? {} : { rate: shownPrice(price, creditTypeId, unitOf) }),
    rates: checked.rates.map(({ rate, verdict }) => ({
      id: rate.id,
      ...inTime(rate.startingAt, rate.endingBefore),
      entitled: rate.isEntitled,
      rate: {
        ...shownPrice(rate.price, rate.creditTypeId, unitOf),
        ...groupValuesOf(rate.pricingGroupValues),
      },
      verdict,
      reason: RATE_REASONS[verdict],
    })),
    overrides: checked.overrides.map(({ override, verdict }) => ({
      id: override.id,
      ...inTime(override.startingAt, override.endingBefore),
      ...(override.change === null ? {} : { type: override.change.type }),
      verdict,
      reason: OVERRIDE_REASONS[verdict],
    })),
  }
}

function shownPrice(price: Price, creditTypeId: string, unitOf: UnitOf) {
  const { id, name } = unitOf(creditTypeId)
  return { ...toWirePrice(price), credit_type: { id, name } }
}

function inTime(from: Instant, to: Instant | null) {
  return { starting_at: formatInstant(from), ...(to === null ? {} : { ending_before: formatInstant(to) }) }
}

function groupValuesOf(values: Readonly<Record<string, string>>) {
  return Object.keys(values).length === 0 ? {} : { pricing_group_values: values }
}

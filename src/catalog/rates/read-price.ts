import { ZERO, type Decimal } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Price, PriceTier, RateType } from '../../rating/price.ts'
import { refuseOversized } from '../products/refuse-oversized.ts'

/** A price as a request gives it: which fields belong to it depends on its rate type. */
export interface PriceFields {
  rateType: RateType | 'CUSTOM'
  price?: Decimal | null | undefined
  quantity?: Decimal | null | undefined
  isProrated?: boolean | null | undefined
  tiers?: readonly TierFields[] | null | undefined
  /** The request's `minimum_config.minimum`. */
  minimum?: Decimal | null | undefined
  customRate?: unknown
}

interface TierFields {
  size?: Decimal | null | undefined
  price: Decimal
}

type PriceField = Exclude<keyof PriceFields, 'rateType'>

/** How the request names each field. */
const WIRE_NAMES: Readonly<Record<PriceField, string>> = {
  price: 'price',
  quantity: 'quantity',
  isProrated: 'is_prorated',
  tiers: 'tiers',
  minimum: 'minimum_config',
  customRate: 'custom_rate',
}

const ALLOWED: Readonly<Record<RateType, readonly PriceField[]>> = {
  FLAT: ['price'],
  TIERED: ['tiers'],
  PERCENTAGE: ['price', 'minimum'],
  TIERED_PERCENTAGE: ['tiers', 'minimum'],
  SUBSCRIPTION: ['price', 'quantity', 'isProrated'],
}

/**
 * Reads a price and holds it to the rules of its rate type (reference section 5; OpenAPI, addRate): no field of another
 * type, prices not below 0 and percentages not above 1, and tiers that cover every quantity.
 * @param fieldPrefix where the price is in the request, such as `rates.3.`, for the messages
 * @throws Problem invalid where a rule is broken, naming the field; and for CUSTOM, which needs a processor that is not
 * here.
 */
export function readPrice(fields: PriceFields, fieldPrefix: string): Price {
  const { rateType } = fields
  if (rateType === 'CUSTOM') {
    throw invalid(`${fieldPrefix}rate_type: CUSTOM needs a custom rate processor, and there is none here`)
  }
  refuseForeignFields(fields, rateType, fieldPrefix)
  const limit = rateType === 'PERCENTAGE' || rateType === 'TIERED_PERCENTAGE' ? 1 : null
  const readFlat = () => readAmount(needed(fields, 'price', fieldPrefix), `${fieldPrefix}price`, limit)
  const readTiers = () => readPriceTiers(needed(fields, 'tiers', fieldPrefix), `${fieldPrefix}tiers`, limit)
  switch (rateType) {
    case 'FLAT':
      return { rateType, price: readFlat() }
    case 'TIERED':
      return { rateType, tiers: readTiers() }
    case 'PERCENTAGE':
      return { rateType, price: readFlat(), minimum: readMinimum(fields, fieldPrefix) }
    case 'TIERED_PERCENTAGE':
      return { rateType, tiers: readTiers(), minimum: readMinimum(fields, fieldPrefix) }
    case 'SUBSCRIPTION':
      return {
        rateType,
        price: readFlat(),
        quantity: readAmount(needed(fields, 'quantity', fieldPrefix), `${fieldPrefix}quantity`),
        isProrated: readIsProrated(fields, fieldPrefix),
      }
  }
}

function refuseForeignFields(fields: PriceFields, rateType: RateType, fieldPrefix: string): void {
  for (const field of Object.keys(WIRE_NAMES) as PriceField[]) {
    if (isGiven(fields[field]) && !ALLOWED[rateType].includes(field)) {
      throw invalid(`${fieldPrefix}${WIRE_NAMES[field]}: cannot be given in a rate of type ${rateType}`)
    }
  }
}

/** The value of a field that the rate type cannot do without. */
function needed<Field extends PriceField>(
  fields: PriceFields,
  field: Field,
  fieldPrefix: string,
): NonNullable<PriceFields[Field]> {
  const value = fields[field]
  if (isGiven(value)) return value
  throw invalid(`${fieldPrefix}${WIRE_NAMES[field]}: is needed in a rate of type ${fields.rateType}`)
}

function isGiven<Value>(value: Value): value is NonNullable<Value> {
  return value !== null && value !== undefined
}

/** The tiers are graduated, so the last has no size: without it, some quantity would have no price. */
function readPriceTiers(tiers: readonly TierFields[], field: string, limit: number | null): PriceTier[] {
  if (tiers.length === 0) throw invalid(`${field}: must hold at least one tier`)
  return tiers.map((tier, index) => {
    const size = tier.size ?? null
    const isLast = index === tiers.length - 1
    if (isLast && size !== null) {
      throw invalid(`${field}.${index}.size: the last tier must have none, as it takes all that is left`)
    }
    if (!isLast && size === null) throw invalid(`${field}.${index}.size: only the last tier may have none`)
    if (size !== null) {
      if (size.lessThanOrEqualTo(ZERO)) throw invalid(`${field}.${index}.size: must be above 0`)
      refuseOversized(`${field}.${index}.size`, size)
    }
    return { size, price: readAmount(tier.price, `${field}.${index}.price`, limit) }
  })
}

function readMinimum({ minimum }: PriceFields, fieldPrefix: string): Decimal | null {
  return isGiven(minimum) ? readAmount(minimum, `${fieldPrefix}minimum_config.minimum`) : null
}

function readIsProrated(fields: PriceFields, fieldPrefix: string): boolean {
  if (!needed(fields, 'isProrated', fieldPrefix)) throw invalid(`${fieldPrefix}is_prorated: must be true`)
  return true
}

function readAmount(amount: Decimal, field: string, limit: number | null = null): Decimal {
  if (amount.lessThan(ZERO)) throw invalid(`${field}: must not be negative`)
  if (limit !== null && amount.greaterThan(limit)) {
    throw invalid(`${field}: must not be above ${limit}; it is a fraction, such as 0.1 for 10 %`)
  }
  refuseOversized(field, amount)
  return amount
}

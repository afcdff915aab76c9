import type { Selectable } from 'kysely'
import type { CatalogTables } from '../tables.ts'

/** What prices are in: a currency, or a custom unit. */
export interface PricingUnit {
  seq: number
  id: string
  name: string
  isCurrency: boolean
}

/** Reads a pricing unit from its row. */
export function fromPricingUnitRow(row: Selectable<CatalogTables['pricing_units']>): PricingUnit {
  return { seq: row.seq, id: row.id, name: row.name, isCurrency: row.is_currency === 1 }
}

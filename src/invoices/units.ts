import type { BillingScope } from './scope.ts'
import { readsOf } from './reads.ts'
import type { PricingUnit } from '../catalog/pricing-units/rows.ts'

/** Finds a currency or custom unit by its id. */
export type UnitOf = (creditTypeId: string) => PricingUnit

/** Finds currencies and custom units, to be asked for by their ids. @throws Error later, for one that is not there. */
export async function findUnits(scope: BillingScope, ids: readonly string[]): Promise<UnitOf> {
  const asked = [...new Set(ids)]
  return readsOf(scope).derived(JSON.stringify(['units', ...asked]), async () => {
    const units = new Map((await readsOf(scope).pricingUnits(asked)).map((unit) => [unit.id, unit]))
    return (id: string) => {
      const unit = units.get(id)
      if (unit === undefined) throw new Error(`there is no pricing unit ${id}`)
      return unit
    }
  })
}

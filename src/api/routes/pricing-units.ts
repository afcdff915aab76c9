import * as wire from '../../../schemas/pricing-units.ts'
import { createPricingUnit } from '../../catalog/pricing-units/create.ts'
import { listPricingUnits } from '../../catalog/pricing-units/list.ts'
import { serve, type Api } from '../serve.ts'

/** Pricing units: what prices are in. */
export function pricingUnitRoutes(api: Api): void {
  serve(api, wire.createPricingUnit, async ({ environment, body }) => {
    const { id, name } = await createPricingUnit(environment, body.name)
    return { data: { id, name } }
  })

  serve(api, wire.listPricingUnits, async ({ environment, query }) => {
    const page = await listPricingUnits(environment, query)
    return {
      ...page,
      data: page.data.map(({ id, name, isCurrency }) => ({ id, name, is_currency: isCurrency })),
    }
  })
}

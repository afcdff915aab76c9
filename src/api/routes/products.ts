import type { z } from 'zod'
import * as wire from '../../../schemas/products.ts'
import { archiveProduct } from '../../catalog/products/archive.ts'
import { changesOf, type ProductChanges } from '../../catalog/products/changes.ts'
import { createProduct } from '../../catalog/products/create.ts'
import { getProduct } from '../../catalog/products/get.ts'
import { listProducts } from '../../catalog/products/list.ts'
import { productAt, type Product, type ProductVersion } from '../../catalog/products/rows.ts'
import { updateProduct } from '../../catalog/products/update.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'
import { wireInstant } from '../wire-fields.ts'

/** Products: the lines of the invoice. */
export function productRoutes(api: Api): void {
  serve(api, wire.createProduct, async ({ environment, body }) => {
    const { id } = await createProduct(environment, {
      ...changesFromWire(body),
      type: body.type === 'PROFESSIONAL_SERVICE' ? 'PRO_SERVICE' : body.type,
      name: body.name,
      customFields: body.custom_fields ?? {},
    })
    return { data: { id } }
  })

  serve(api, wire.getProduct, async ({ environment, body }) => ({
    data: toWire(await getProduct(environment, body.id), environment.clock.now()),
  }))

  serve(api, wire.updateProduct, async ({ environment, body }) => {
    await updateProduct(environment, body.product_id, body.starting_at, changesFromWire(body))
    return { data: { id: body.product_id } }
  })

  serve(api, wire.listProducts, async ({ environment, query, body }) => {
    const page = await listProducts(environment, {
      ...query,
      archiveFilter: body.archive_filter ?? 'NOT_ARCHIVED',
    })
    const now = environment.clock.now()
    return { ...page, data: page.data.map((product) => toWire(product, now)) }
  })

  serve(api, wire.archiveProduct, async ({ environment, body }) => {
    await archiveProduct(environment, body.product_id)
    return { data: { id: body.product_id } }
  })
}

type CreateBody = z.output<typeof wire.createProductBody>

function changesFromWire(body: Partial<CreateBody>): ProductChanges {
  const { quantity_conversion: conversion, quantity_rounding: rounding } = body
  return {
    name: body.name,
    tags: body.tags,
    isRefundable: body.is_refundable,
    netsuiteInternalItemId: body.netsuite_internal_item_id,
    netsuiteOverageItemId: body.netsuite_overage_item_id,
    billableMetricId: body.billable_metric_id,
    quantityConversion: conversion && {
      factor: conversion.conversion_factor,
      operation: conversion.operation,
      name: conversion.name ?? null,
    },
    quantityRounding: rounding && {
      method: rounding.rounding_method,
      decimalPlaces: rounding.decimal_places,
    },
    pricingGroupKey: body.pricing_group_key,
    presentationGroupKey: body.presentation_group_key,
    sqlBreakdownGranularity: body.sql_breakdown_granularity,
    composite: {
      productIds: body.composite_product_ids,
      tags: body.composite_tags,
      scope: body.composite_scope,
      excludeFreeUsage: body.exclude_free_usage,
      includeCompositeSpend: body.include_composite_spend,
    },
  }
}

function toWire(product: Product, now: Instant): z.output<typeof wire.product> {
  const [initial, ...updates] = product.versions
  return {
    id: product.id,
    type: product.type,
    archived_at: product.archivedAt === null ? null : formatInstant(product.archivedAt),
    initial: stateToWire(product.type, initial),
    current: stateToWire(product.type, productAt(product, now)),
    updates: updates.map((update) => ({
      ...changesToWire(changesOf(update, update.changed)),
      ...originToWire(update),
    })),
    custom_fields: product.customFields,
  }
}

/** All that a version says, without what only products of other types have, and without empty group keys. */
function stateToWire(
  type: Product['type'],
  version: ProductVersion,
): z.output<typeof wire.product>['current'] {
  const isUsage = type === 'USAGE'
  return {
    ...changesToWire({
      ...version,
      quantityConversion: isUsage ? version.quantityConversion : undefined,
      quantityRounding: isUsage ? version.quantityRounding : undefined,
      pricingGroupKey: version.pricingGroupKey.length > 0 ? version.pricingGroupKey : undefined,
      presentationGroupKey:
        version.presentationGroupKey.length > 0 ? version.presentationGroupKey : undefined,
      composite: version.composite ?? undefined,
    }),
    ...originToWire(version),
    composite_scope: version.composite?.scope,
    name: version.name,
    is_refundable: version.isRefundable,
    tags: [...version.tags],
  }
}

function originToWire(version: ProductVersion) {
  return {
    starting_at: wireInstant(version.startingAt),
    created_at: formatInstant(version.createdAt),
    created_by: 'API',
  }
}

function changesToWire(changes: ProductChanges) {
  const { quantityConversion: conversion, quantityRounding: rounding, composite } = changes
  return {
    name: changes.name,
    is_refundable: changes.isRefundable,
    tags: changes.tags && [...changes.tags],
    netsuite_internal_item_id: changes.netsuiteInternalItemId ?? undefined,
    netsuite_overage_item_id: changes.netsuiteOverageItemId ?? undefined,
    billable_metric_id: changes.billableMetricId ?? undefined,
    quantity_conversion: conversion && {
      name: conversion.name ?? undefined,
      conversion_factor: conversion.factor,
      operation: conversion.operation,
    },
    quantity_rounding: rounding && {
      rounding_method: rounding.method,
      decimal_places: rounding.decimalPlaces,
    },
    pricing_group_key: changes.pricingGroupKey && [...changes.pricingGroupKey],
    presentation_group_key: changes.presentationGroupKey && [...changes.presentationGroupKey],
    composite_product_ids: composite?.productIds && [...composite.productIds],
    composite_tags: composite?.tags && [...composite.tags],
    exclude_free_usage: composite?.excludeFreeUsage,
    include_composite_spend: composite?.includeCompositeSpend,
  }
}

import type { z } from 'zod'
import * as wire from '../../../schemas/products.ts'
import { archiveProduct } from '../../catalog/products/archive.ts'
import { createProduct, type NewProduct } from '../../catalog/products/create.ts'
import { getProduct } from '../../catalog/products/get.ts'
import { listProducts } from '../../catalog/products/list.ts'
import type { Product } from '../../catalog/products/rows.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'

/** Products: the lines of the invoice. */
export function productRoutes(api: Api): void {
  serve(api, wire.createProduct, async ({ environment, body }) => {
    const { id } = await createProduct(environment, fromWire(body))
    return { data: { id } }
  })

  serve(api, wire.getProduct, async ({ environment, body }) => ({
    data: toWire(await getProduct(environment, body.id)),
  }))

  serve(api, wire.listProducts, async ({ environment, query, body }) => {
    const page = await listProducts(environment, {
      ...query,
      archiveFilter: body.archive_filter ?? 'NOT_ARCHIVED',
    })
    return { ...page, data: page.data.map(toWire) }
  })

  serve(api, wire.archiveProduct, async ({ environment, body }) => {
    await archiveProduct(environment, body.product_id)
    return { data: { id: body.product_id } }
  })
}

function fromWire(body: z.output<typeof wire.createProductBody>): NewProduct {
  const { quantity_conversion: conversion, quantity_rounding: rounding } = body
  return {
    name: body.name,
    tags: body.tags ?? [],
    customFields: body.custom_fields ?? {},
    billableMetricId: body.billable_metric_id,
    quantityConversion: conversion
      ? {
          factor: conversion.conversion_factor,
          operation: conversion.operation,
          name: conversion.name ?? null,
        }
      : null,
    quantityRounding: rounding
      ? { method: rounding.rounding_method, decimalPlaces: rounding.decimal_places }
      : null,
    pricingGroupKey: body.pricing_group_key ?? [],
    presentationGroupKey: body.presentation_group_key ?? [],
    sqlBreakdownGranularity: body.sql_breakdown_granularity ?? 'HOUR',
  }
}

function toWire(product: Product): z.output<typeof wire.product> {
  const state = toWireState(product)
  return {
    id: product.id,
    type: 'USAGE',
    archived_at: product.archivedAt === null ? null : formatInstant(product.archivedAt),
    initial: state,
    current: state,
    updates: [],
    custom_fields: product.customFields,
  }
}

function toWireState(product: Product): z.output<typeof wire.product>['current'] {
  const { quantityConversion: conversion, quantityRounding: rounding } = product
  return {
    name: product.name,
    created_at: formatInstant(product.createdAt),
    created_by: 'API',
    billable_metric_id: product.billableMetricId,
    quantity_conversion: conversion && {
      name: conversion.name ?? undefined,
      conversion_factor: conversion.factor,
      operation: conversion.operation,
    },
    quantity_rounding: rounding && {
      rounding_method: rounding.method,
      decimal_places: rounding.decimalPlaces,
    },
    pricing_group_key: product.pricingGroupKey.length > 0 ? product.pricingGroupKey : undefined,
    presentation_group_key:
      product.presentationGroupKey.length > 0 ? product.presentationGroupKey : undefined,
    tags: product.tags,
  }
}

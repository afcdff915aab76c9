import { invalid, notFound } from '../../kernel/errors.ts'
import { findMetrics } from '../billable-metrics/get.ts'
import type { Catalog } from '../database.ts'
import type { ProductType } from '../tables.ts'
import type { ProductChanges } from './changes.ts'
import { refuseOversized } from './refuse-oversized.ts'
import { refuseFieldsOfOtherTypes } from './fields-of-type.ts'

/**
 * Holds what a request says of a product to the rules that need nothing else of the product than its type.
 * @throws Problem not_found where the metric does not exist; invalid where it is archived (semantics 14), where a
 * field is one of other types, or where the conversion factor is too large.
 */
export async function validateChanges(
  catalog: Catalog,
  type: ProductType,
  changes: ProductChanges,
): Promise<void> {
  const { billableMetricId: metricId, quantityConversion: conversion } = changes
  refuseFieldsOfOtherTypes(type, changes)
  if (conversion) refuseOversized('quantity_conversion.conversion_factor', conversion.factor)
  if (typeof metricId === 'string') await refuseInactiveMetric(catalog, metricId)
}

async function refuseInactiveMetric(catalog: Catalog, id: string): Promise<void> {
  const [metric] = await findMetrics({ catalog }, [id])
  if (metric === undefined) throw notFound('billable_metric_id: billable metric', id)
  if (metric.archivedAt !== null) throw invalid(`billable_metric_id: billable metric ${id} is archived`)
}

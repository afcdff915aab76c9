import type { InvoiceScope } from '../scope.ts'

/** Of events whose properties are in their map alone. */
export const NO_PROPERTY_COLUMNS: InvoiceScope['propertyColumns'] = { stored: new Set() }

import type { PackageChoice } from '../../catalog/packages/choose-package.ts'
import { invalid } from '../../kernel/errors.ts'
import type { CreateContractBody } from '../contracts/read-contract-body.ts'

// What is a contract's own; all else is the package's to say (OpenAPI, createContract: package_id).
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'customer_id',
  'starting_at',
  'package_id',
  'package_alias',
  'uniqueness_key',
  'transition',
  'custom_fields',
] satisfies (keyof CreateContractBody)[])

/**
 * Which package a new contract is to be made from; null for a contract of its own.
 * @throws Problem invalid where both an id and an alias are given, or terms beside them.
 */
export function readPackageChoice(body: CreateContractBody): PackageChoice | null {
  const { package_id: packageId, package_alias: packageAlias } = body
  if (packageId === undefined && packageAlias === undefined) return null
  const chosenBy = packageId === undefined ? 'package_alias' : 'package_id'
  const stray = Object.entries(body).find(([field, value]) => value !== undefined && !OWN_FIELDS.has(field))
  if (stray !== undefined) {
    throw invalid(`${stray[0]}: cannot be given together with ${chosenBy}, which says it`)
  }
  if (packageId === undefined) return { packageAlias: packageAlias ?? '' }
  if (packageAlias !== undefined) throw invalid('package_alias: cannot be given together with package_id')
  return { packageId }
}

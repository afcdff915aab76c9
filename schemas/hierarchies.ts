import { z } from 'zod'
import { CHILD_PAYERS, CONSOLIDATION_TYPES, STATEMENT_BEHAVIORS } from '../src/kernel/contract-words.ts'
import { anyCase, uuid } from './common.ts'

/** What contracts say of their parents and children, and commits and credits of the children that may draw on them. */

const contractLink = z.strictObject({ contract_id: uuid, customer_id: uuid })

/** A new contract's place in a hierarchy; `src/catalog/contracts` holds it to its rules. */
export const contractHierarchyInput = z.strictObject({
  parent: contractLink.optional(),
  payer: anyCase(CHILD_PAYERS).optional(),
  usage_statement_behavior: anyCase(STATEMENT_BEHAVIORS).optional(),
  parent_behavior: z
    .strictObject({ invoice_consolidation_type: anyCase(CONSOLIDATION_TYPES).optional() })
    .optional(),
})

/** Of a parent its children, of a child its parent. */
export const contractHierarchyView = z
  .union([
    z.strictObject({
      children: z.array(contractLink),
      parent_behavior: z
        .strictObject({ invoice_consolidation_type: z.enum(CONSOLIDATION_TYPES).optional() })
        .optional(),
    }),
    z.strictObject({
      parent: contractLink,
      payer: z.enum(CHILD_PAYERS).optional(),
      usage_statement_behavior: z.enum(STATEMENT_BEHAVIORS).optional(),
    }),
  ])
  .meta({ id: 'ContractHierarchy' })

/** Which child contracts may draw on a commit or credit. */
export const balanceHierarchyInput = z.strictObject({
  child_access: z
    .strictObject({
      type: anyCase(['ALL', 'NONE', 'CONTRACT_IDS']),
      contract_ids: z.array(uuid).optional(),
    })
    .superRefine(({ type, contract_ids: ids }, context) => {
      if ((type === 'CONTRACT_IDS') === (ids !== undefined)) return
      const message =
        ids === undefined ? 'is required with type CONTRACT_IDS' : 'is only for type CONTRACT_IDS'
      context.addIssue({ code: 'custom', path: ['contract_ids'], message })
    }),
})

export const balanceHierarchyView = z
  .strictObject({
    child_access: z.union([
      z.strictObject({ type: z.enum(['ALL', 'NONE']) }),
      z.strictObject({ type: z.enum(['CONTRACT_IDS']), contract_ids: z.array(uuid) }),
    ]),
  })
  .meta({ id: 'BalanceHierarchy' })

import type {
  CHILD_PAYERS,
  CONSOLIDATION_TYPES,
  STATEMENT_BEHAVIORS,
  WordOf,
} from '../../kernel/contract-words.ts'

/** A contract, and whose it is. */
export interface ContractLink {
  contractId: string
  customerId: string
}

/**
 * What a contract was made with of a hierarchy, which never changes (docs/decisions/0018). It may be a parent without any of
 * this: the children say whose they are (`findChildContracts`).
 */
export interface ContractHierarchy {
  /** The contract that it is a child of; null where it is a parent. */
  parent: ContractLink | null
  /** Who pays what the child is charged; SELF of a parent. */
  payer: WordOf<typeof CHILD_PAYERS>
  /** Whether the child's statements are on the parent's consolidated invoices; SEPARATE of a parent. */
  usageStatementBehavior: WordOf<typeof STATEMENT_BEHAVIORS>
  /** Whether the parent has consolidated invoices; NONE of a child. */
  invoiceConsolidationType: WordOf<typeof CONSOLIDATION_TYPES>
}

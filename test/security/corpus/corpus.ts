import { bombs } from './bombs.ts'
import { clauses } from './clauses.ts'
import { differentials } from './differentials.ts'
import { functions } from './functions.ts'
import type { Hostile } from './hostile.ts'
import { literals } from './literals.ts'
import { otherCustomers } from './other-customers.ts'
import { statements } from './statements.ts'
import { tables } from './tables.ts'

/** All hostile texts. */
export const CORPUS: readonly Hostile[] = [
  ...statements,
  ...tables,
  ...clauses,
  ...functions,
  ...literals,
  ...differentials,
  ...bombs,
  ...otherCustomers,
]

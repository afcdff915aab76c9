import type { z } from 'zod'
import type { balanceListFilter } from '../../../schemas/balances.ts'
import { listAccountBalances, type AccountFilter } from '../../invoices/ledger/list-balances.ts'
import type { Environment } from '../environment.ts'
import { balanceViewpoint, isAccountAsked, readAccountQuestion } from './viewpoint.ts'

type ListBody = z.output<z.ZodObject<typeof balanceListFilter>>

/** A page of a customer's commits and credits, and what it takes to show them. */
export async function pageOfAccount(
  environment: Environment,
  body: ListBody,
  filter: Pick<AccountFilter, 'kind' | 'id' | 'includeContractLevel'> & { isZeroExcluded?: boolean },
) {
  const question = readAccountQuestion(body)
  const { data, next_page, account } = await listAccountBalances(environment, body.customer_id, {
    isZeroExcluded: false,
    ...filter,
    isAccountAsked: isAccountAsked(question),
    limit: body.limit,
    next_page: body.next_page,
    coveringDate: body.covering_date,
    startingAt: body.starting_at,
    effectiveBefore: body.effective_before,
    includeArchived: body.include_archived ?? false,
  })
  return { data, next_page, viewpoint: await balanceViewpoint(environment, data, account, question) }
}

import * as wire from '../../../schemas/customer-balances.ts'
import { getNetBalance } from '../../invoices/ledger/get-net-balance.ts'
import { listSeatBalances } from '../../invoices/ledger/list-seat-balances.ts'
import { pageOfAccount } from '../balances/page-of-account.ts'
import { readNetBalance } from '../balances/read-net-balance.ts'
import { readSeatBalancesFilter } from '../balances/read-seat-balances.ts'
import { writeCommit, writeCredit } from '../balances/write-balance.ts'
import { writeSeatBalance } from '../balances/write-seat-balance.ts'
import { serve, type Api } from '../serve.ts'
import { refOf } from './contracts.ts'

/** What customers have left of commits and credits. */
export function customerBalanceRoutes(api: Api): void {
  serve(api, wire.listCustomerBalances, async ({ environment, body }) => {
    const { data, next_page, viewpoint } = await pageOfAccount(environment, body, {
      kind: null,
      id: body.id,
      includeContractLevel: body.include_contract_balances ?? false,
      isZeroExcluded: body.exclude_zero_balances ?? false,
    })
    return {
      data: data.map((balance) =>
        balance.type === 'CREDIT' ? writeCredit(balance, viewpoint) : writeCommit(balance, viewpoint),
      ),
      next_page,
    }
  })

  serve(api, wire.getNetBalance, async ({ environment, body }) => {
    const question = readNetBalance(body)
    return {
      data: {
        balance: await getNetBalance(environment, body.customer_id, question),
        credit_type_id: question.creditTypeId,
      },
    }
  })

  serve(api, wire.listSeatBalances, async ({ environment, body }) => {
    const filter = readSeatBalancesFilter(body)
    const page = await listSeatBalances(environment, refOf(body), filter)
    const detail = { isEachShown: filter.isEachShown, isLedgerShown: body.include_ledgers ?? false }
    return {
      data: page.seats.map((seat) => writeSeatBalance(page.account, seat, detail)),
      pagination: {
        seats_included: page.seats.length,
        seats_available_for_next_page: page.laterSeats,
        next_page: page.nextCursor,
      },
    }
  })
}

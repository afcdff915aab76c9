import { sumOf } from '../../kernel/decimal.ts'
import { rangeHolds } from '../../kernel/window.ts'
import { countsTowardThreshold } from '../../rating/thresholds/counts-toward.ts'
import { unpaidSpend } from '../../rating/thresholds/unpaid-spend.ts'
import { isOpenTo } from '../balances/child-access.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import { contractCurrency, unitConversions } from '../contract-currency.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import type { InvoiceHead } from '../invoice.ts'
import { balanceOf } from '../ledger/current-balance.ts'
import { readAccount } from '../ledger/read-account.ts'
import type { InvoiceScope } from '../scope.ts'
import type { ThresholdReadings } from './evaluate.ts'
import { payableSpend } from './payable-spend.ts'

/** Reads what a customer's thresholds are held against from its drafts, as they are now. */
export function openReadings(scope: InvoiceScope, customerId: string): ThresholdReadings {
  return {
    async unpaidSpend(contract) {
      const now = scope.clock.now()
      const holdsNow = ({ contract: { id }, period }: InvoiceHead) =>
        id === contract.id && period !== null && rangeHolds(period, now)
      const heads = await draftHeads(scope, customerId)
      const { drafts } = await computeDrafts(scope, [customerId], heads, holdsNow)
      const charges = drafts.flatMap(({ invoice }) => payableSpend(invoice))
      const currency = await contractCurrency(scope, contract)
      return unpaidSpend(charges, await unitConversions(scope, contract), currency.id)
    },

    async prepaidBalance(contract, creditTypeId, exclusions) {
      const account = await readAccount(scope, customerId)
      return sumOf(
        account.balances.filter(
          (balance) =>
            balance.type !== 'POSTPAID' &&
            balance.terms.access.creditTypeId === creditTypeId &&
            isOpenTo(balance, contract) &&
            !isOfSeat(balance) &&
            countsTowardThreshold(exclusions, {
              type: balance.type,
              customFields: balance.terms.customFields,
            }),
        ),
        (balance) => balanceOf(account, balance),
      )
    },
  }
}

type AccountBalance = Awaited<ReturnType<typeof readAccount>>['balances'][number]

function isOfSeat({ origin }: AccountBalance): boolean {
  return origin?.kind === 'RECURRING' && origin.subscription !== null && origin.subscription.seatId !== null
}

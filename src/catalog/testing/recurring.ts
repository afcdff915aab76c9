import { formatInstant } from '../../kernel/instant.ts'
import { editContract } from '../contracts/edit.ts'
import { getContract } from '../contracts/get.ts'
import type { NewContract } from '../contracts/create.ts'
import { newEdit, openDealDesk } from './contract-terms.ts'
import { at } from './memory-catalog.ts'
import { recurringChildrenOf } from '../balances/recurring-children.ts'
import type { CatalogBalance } from '../balances/rows.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)
const dayOf = (instant: number) => formatInstant(instant).slice(0, 10)

/** A contract from 1 August 2024 on, signed on the 15th, and its children up to a day, and one ahead. */
export async function openRecurring(
  terms: (desk: Awaited<ReturnType<typeof openDealDesk>>) => Partial<NewContract>,
) {
  const desk = await openDealDesk()
  const { id: contractId } = await desk.sign(terms(desk))
  const ref = { customerId: desk.customer.id, contractId }
  const edit = (parts: Parameters<typeof newEdit>[0]) => editContract(desk.scope, ref, newEdit(parts))
  const contract = () => getContract(desk.scope, ref)
  const until = async (date: string) => recurringChildrenOf(await contract(), day(date))
  return { ...desk, ref, edit, contract, until }
}

/** Segments as their first day, their end and their amount. */
export const segmentsOf = (children: readonly CatalogBalance[]) =>
  children.flatMap(({ terms }) =>
    terms.access.segments.map(({ startingAt, endingBefore, amount }) => [
      dayOf(startingAt),
      dayOf(endingBefore),
      amount.toFixed(),
    ]),
  )

import type { NewContract } from '../../catalog/contracts/create.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { CONCATENATE, CONSOLIDATED } from './consolidating-desk.ts'
import { openHierarchyDesk } from './hierarchy.ts'

/**
 * A parent, whose invoice of August puts its own ten seats at 20 and a child's together, all of them due.
 * @param parentTerms what else the parent's contract says.
 */
export async function openFamily(
  parentTerms: (desk: Awaited<ReturnType<typeof openHierarchyDesk>>) => Partial<NewContract> = () => ({}),
) {
  const desk = await openHierarchyDesk()
  const { scope, setNow, sign, onUsageInvoice: subscriptions } = desk
  const parent = await sign('Acme', { subscriptions, hierarchy: CONCATENATE, ...parentTerms(desk) })
  const child = await sign('Berlin', { subscriptions }, parent, CONSOLIDATED)
  setNow(at('2024-09-02T00:00:00Z'))
  const anotherChild = () => sign('Oslo', { subscriptions }, parent, CONSOLIDATED)
  return { scope, parent, child, anotherChild }
}

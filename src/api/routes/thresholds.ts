import * as wire from '../../../schemas/thresholds.ts'
import { grantedCommits } from '../../catalog/thresholds/granted-commits.ts'
import { listThresholdEvents } from '../../catalog/thresholds/list-events.ts'
import { releaseThreshold } from '../../catalog/thresholds/release.ts'
import type { ThresholdEvent } from '../../catalog/thresholds/rows.ts'
import { updateActiveRecharge } from '../../catalog/thresholds/update-active-recharge.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { wireInstant } from '../wire-fields.ts'
import { serve, type Api } from '../serve.ts'

/** Thresholds of contracts: which were reached, and what became of the payments. */
export function thresholdRoutes(api: Api): void {
  serve(api, wire.releaseThresholdCommit, async ({ environment, body }) => {
    await releaseThreshold(environment, body.workflow_id, body.outcome)
    return {}
  })

  serve(api, wire.updateActiveRechargeConfig, async ({ environment, body }) => {
    await updateActiveRecharge(environment, body.customer_id, {
      isEnabled: body.enabled,
      thresholdAmount: body.recharge_threshold,
      rechargeToAmount: body.recharge_to_amount,
    })
    return {}
  })

  serve(api, wire.listThresholdEvents, async ({ environment, params, query }) => {
    const page = await listThresholdEvents(environment, params.contract_id, query)
    return { ...page, data: page.data.map(writeEvent) }
  })
}

function writeEvent(event: ThresholdEvent) {
  return {
    id: event.id,
    kind: event.kind,
    status: event.status,
    workflow_id: event.workflowId ?? undefined,
    credit_type_id: event.creditTypeId,
    amount: event.amount,
    payable: event.payable,
    commit_id: event.balanceId ?? undefined,
    grants: grantedCommits(event).map((grant) => ({
      credit_type_id: grant.creditTypeId,
      amount: grant.amount,
      payable: grant.payable,
      commit_id: grant.balanceId ?? undefined,
    })),
    invoice_date: wireInstant(event.invoiceAt),
    created_at: formatInstant(event.createdAt),
    settled_at: wireInstant(event.settledAt),
  }
}

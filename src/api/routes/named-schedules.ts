import type { z } from 'zod'
import * as wire from '../../../schemas/named-schedules.ts'
import type { ScheduleOwner } from '../../catalog/named-schedules/find-owner.ts'
import { getSegments } from '../../catalog/named-schedules/get.ts'
import { listContractSchedules } from '../../catalog/named-schedules/list-of-contracts.ts'
import type { ScheduleName, ScheduleSegment } from '../../catalog/named-schedules/rows.ts'
import { setSegment } from '../../catalog/named-schedules/set-segment.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'
import { wireInstant } from '../wire-fields.ts'

/** Named schedules: values over time that contracts, customers and rate cards carry by name. */
export function namedScheduleRoutes(api: Api): void {
  serve(api, wire.getContractNamedSchedule, async ({ environment, body }) => {
    const found = await getSegments(environment, contractOf(body), nameOf(body), body.covering_date)
    return { data: found.map(toWire) }
  })

  serve(api, wire.updateContractNamedSchedule, async ({ environment, body }) => {
    await setSegment(environment, contractOf(body), nameOf(body), segmentOf(body))
    return {}
  })

  serve(api, wire.listContractsNamedSchedules, async ({ environment, body }) => {
    const page = await listContractSchedules(environment, {
      customerId: body.customer_id,
      contractId: body.contract_id,
      name: body.schedule_name,
      properties: body.properties ?? {},
      coveringDate: body.covering_date,
      limit: body.limit,
      next_page: body.next_page,
    })
    return {
      ...page,
      data: page.data.map((schedule) => ({
        contract_id: schedule.contractId,
        schedule_name: schedule.name,
        properties: schedule.properties,
        segments: schedule.segments.map(toWire),
      })),
    }
  })

  serve(api, wire.getCustomerNamedSchedule, async ({ environment, body }) => {
    const found = await getSegments(environment, customerOf(body), nameOf(body), body.covering_date)
    return { data: found.map(toWire) }
  })

  serve(api, wire.updateCustomerNamedSchedule, async ({ environment, body }) => {
    await setSegment(environment, customerOf(body), nameOf(body), segmentOf(body))
    return {}
  })

  serve(api, wire.getRateCardNamedSchedule, async ({ environment, body }) => {
    const found = await getSegments(environment, rateCardOf(body), nameOf(body), body.covering_date)
    return { data: found.map(toWire) }
  })

  serve(api, wire.updateRateCardNamedSchedule, async ({ environment, body }) => {
    await setSegment(environment, rateCardOf(body), nameOf(body), segmentOf(body))
    return {}
  })
}

function contractOf(body: { customer_id: string; contract_id: string }): ScheduleOwner {
  return { kind: 'CONTRACT', customerId: body.customer_id, contractId: body.contract_id }
}

function customerOf(body: { customer_id: string }): ScheduleOwner {
  return { kind: 'CUSTOMER', customerId: body.customer_id }
}

function rateCardOf(body: { rate_card_id: string }): ScheduleOwner {
  return { kind: 'RATE_CARD', rateCardId: body.rate_card_id }
}

function nameOf(body: {
  schedule_name: string
  properties?: Record<string, string> | undefined
}): ScheduleName {
  return { name: body.schedule_name, properties: body.properties ?? {} }
}

function segmentOf(body: {
  value: unknown
  starting_at: Instant
  ending_before?: Instant | undefined
}): ScheduleSegment {
  return { value: body.value, startingAt: body.starting_at, endingBefore: body.ending_before ?? null }
}

function toWire({ value, startingAt, endingBefore }: ScheduleSegment): z.output<typeof wire.scheduleSegment> {
  return {
    value,
    starting_at: formatInstant(startingAt),
    ending_before: wireInstant(endingBefore),
  }
}

import { Cron } from 'croner'

/** How schedules are read: five fields of cron, in UTC. */
export const SCHEDULE_TIMES = { mode: '5-part', timezone: 'UTC' } as const

/** Whether a text is five cron fields that match some time to come. */
export function isSchedule(text: string): boolean {
  try {
    return new Cron(text, { ...SCHEDULE_TIMES, paused: true }).nextRun() !== null
  } catch {
    return false
  }
}

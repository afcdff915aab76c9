import type { ChargeLine, ChargeStep } from './draw-steps.ts'

/**
 * Charges of one line at one price that go on where the one before ended, as one charge from the first one's time: they cost
 * the same together, as each unit's tier is that of its position.
 * @param steps in order of time; none of them falls.
 */
export function wholeRises(steps: readonly ChargeStep[]): ChargeStep[] {
  const last = new Map<ChargeLine, ChargeStep>()
  const rises: ChargeStep[] = []
  for (const step of steps) {
    const before = last.get(step.line)
    if (before?.listRule === step.listRule && before.to === step.from) before.to = step.to
    else {
      const rise = { ...step }
      last.set(step.line, rise)
      rises.push(rise)
    }
  }
  return rises
}

/** Whether a charge takes something back. */
export function isFall({ from, to }: Pick<ChargeStep, 'from' | 'to'>): boolean {
  return to.lessThan(from)
}

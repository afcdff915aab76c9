import { describe, expect, it } from 'vitest'
import { CommitPace } from './commit-pace.ts'

function startPace() {
  const at = { ms: 1000 }
  return { pace: new CommitPace(12_000, () => at.ms), at }
}

describe('the pace of commits', () => {
  it('keeps the first of all, and whoever sends alone or in turn with another, waiting for nobody', () => {
    const { pace } = startPace()
    pace.arrived()
    expect(pace.waitMs(100)).toBe(0)
    pace.begun(2)
    pace.arrived()
    expect(pace.waitMs(100)).toBe(0)
  })

  it('waits while requests keep coming, until 150 ms after the last commit began', () => {
    const { pace, at } = startPace()
    pace.begun(20)
    for (at.ms = 1010; at.ms < 1135; at.ms += 10) {
      pace.arrived()
      expect(pace.waitMs(1000)).toBe(15)
    }
    at.ms = 1140
    pace.arrived()
    expect(pace.waitMs(1000)).toBe(10)
    at.ms = 1150
    pace.arrived()
    expect(pace.waitMs(1000)).toBe(0)
  })

  it('waits no longer than 15 ms for more where none come', () => {
    const { pace, at } = startPace()
    pace.begun(20)
    at.ms = 1050
    pace.arrived()
    at.ms = 1060
    expect(pace.waitMs(1000)).toBe(5)
    at.ms = 1065
    expect(pace.waitMs(1000)).toBe(0)
  })

  it('does not wait with as many events as are worth a commit of their own', () => {
    const { pace, at } = startPace()
    pace.begun(20)
    at.ms = 1001
    pace.arrived()
    expect(pace.waitMs(11_999)).toBe(15)
    expect(pace.waitMs(12_000)).toBe(0)
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Gathering } from './gathering.ts'

describe('a gathering of those who ask together', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is over when as many ask as are expected', async () => {
    const gathering = gatherFor(3)
    gathering.join()
    gathering.join()
    expect(await gathering.isOver()).toBe(false)
    gathering.join()
    expect(await gathering.isOver()).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is over at once where they had come before', async () => {
    const gathering = new Gathering()
    gathering.join()
    gathering.join()
    await expect(gathering.wait(2)).resolves.toBeUndefined()
  })

  it('is over when it is ended, also before it waits', async () => {
    const gathering = new Gathering()
    gathering.end()
    await expect(gathering.wait(2)).resolves.toBeUndefined()
  })

  it('does not wait for long for those who do not come back', async () => {
    const gathering = gatherFor(2)
    gathering.join()
    await vi.advanceTimersByTimeAsync(74)
    expect(await gathering.isOver()).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await gathering.isOver()).toBe(true)
  })
})

function gatherFor(expected: number) {
  const gathering = new Gathering()
  let isOver = false
  void gathering.wait(expected).then(() => (isOver = true))
  return {
    join: () => gathering.join(),
    async isOver() {
      await vi.advanceTimersByTimeAsync(0)
      return isOver
    },
  }
}

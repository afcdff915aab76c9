import { expect, test } from 'vitest'
import { fromErrorMessage, toErrorMessage } from './error-message.ts'
import { Problem } from './errors.ts'

/** What another thread is given of it. */
function carried(error: unknown): Error {
  return fromErrorMessage(structuredClone(toErrorMessage(error)))
}

test('a problem is one on the other side, of the same kind, words, details and cause', () => {
  const problem = new Problem('not_found', 'customer x was not found', { id: 'x' }, new Error('no such row'))
  const found = carried(problem)
  expect(found).toBeInstanceOf(Problem)
  expect(found).toMatchObject({ kind: 'not_found', message: problem.message, details: { id: 'x' } })
  expect(found.stack).toBe(problem.stack)
  expect(found.cause).toMatchObject({ message: 'no such row' })
})

test('an engine’s failure keeps the code by which it is known, and what holds it that cannot be carried is left', () => {
  const failure = Object.assign(new Error('memory limit exceeded'), { code: '241', client: () => undefined })
  const found = carried(failure)
  expect(found).toMatchObject({ message: 'memory limit exceeded', code: '241' })
  expect(found).not.toBeInstanceOf(Problem)
  expect(found).not.toHaveProperty('client')
  expect(carried(new Error('plain'))).not.toHaveProperty('code')
})

test('what was thrown and is no error is its text', () => {
  expect(carried('no answer').message).toBe('no answer')
})

import { expect, test } from 'vitest'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { claimKey, KEY_LIFETIME_MS } from './claim.ts'
import { keepAnswer, releaseKey } from './finish.ts'

const ANSWER = { status: 400, headers: { 'content-type': 'application/json' }, body: '{"message":"no"}' }
const NOON = at('2024-08-15T12:00:00Z')

test('a key is new once, unanswered while its request is under way, and gives the answer after it', async () => {
  const scope = openTestCatalog()
  expect(await claimKey(scope, 'order-1', 'create Acme')).toEqual({ state: 'new' })
  expect(await claimKey(scope, 'order-1', 'create Acme')).toEqual({ state: 'unanswered' })
  await keepAnswer(scope, 'order-1', ANSWER)
  expect(await claimKey(scope, 'order-1', 'create Acme')).toEqual({ state: 'answered', answer: ANSWER })
})

test('a key is not for another request, answered or not', async () => {
  const scope = openTestCatalog()
  await claimKey(scope, 'order-1', 'create Acme')
  expect(await claimKey(scope, 'order-1', 'create Brio')).toEqual({ state: 'other_request' })
  await keepAnswer(scope, 'order-1', ANSWER)
  expect(await claimKey(scope, 'order-1', 'create Brio')).toEqual({ state: 'other_request' })
})

test('an answer goes to its own key, byte for byte', async () => {
  const scope = openTestCatalog()
  const body = '{"name":"Zoë – 12345678901234567890.10"}'
  await claimKey(scope, 'order-1', 'create')
  await claimKey(scope, 'Order-1', 'create')
  await keepAnswer(scope, 'Order-1', { ...ANSWER, body })
  expect(await claimKey(scope, 'Order-1', 'create')).toMatchObject({ answer: { body } })
  expect(await claimKey(scope, 'order-1', 'create')).toEqual({ state: 'unanswered' })
})

test('a key that was taken back is new again', async () => {
  const scope = openTestCatalog()
  await claimKey(scope, 'order-1', 'create Acme')
  await releaseKey(scope, 'order-1')
  expect(await claimKey(scope, 'order-1', 'create Brio')).toEqual({ state: 'new' })
})

test('a key is kept for 24 hours, and is new from then on, its answer gone', async () => {
  const scope = openTestCatalog()
  await claimKey(scope, 'order-1', 'create Acme')
  await keepAnswer(scope, 'order-1', ANSWER)
  scope.setNow(NOON + KEY_LIFETIME_MS - 1)
  expect(await claimKey(scope, 'order-1', 'create Acme')).toMatchObject({ state: 'answered' })
  scope.setNow(NOON + KEY_LIFETIME_MS)
  expect(await claimKey(scope, 'order-1', 'create Brio')).toEqual({ state: 'new' })
  expect(await claimKey(scope, 'order-1', 'create Brio')).toEqual({ state: 'unanswered' })
})

test('old keys go, ten with each claim and the oldest first; an old one that is claimed before its turn is new too', async () => {
  const scope = openTestCatalog()
  for (let number = 0; number < 25; number += 1) {
    scope.setNow(NOON + number)
    await claimKey(scope, `key-${number}`, 'create')
  }
  const keys = () =>
    scope.file
      .prepare('SELECT key FROM idempotency_keys ORDER BY created_at, rowid')
      .all()
      .map(({ key }) => String(key))
  scope.setNow(NOON + 23 + KEY_LIFETIME_MS)
  expect(await claimKey(scope, 'key-23', 'another')).toEqual({ state: 'new' })
  // Of 25 keys 24 are old: 0 to 9 are gone, 10 to 22 wait, 24 is kept, and 23 is claimed anew.
  const waiting = Array.from({ length: 13 }, (_, index) => `key-${index + 10}`)
  expect(keys()).toEqual([...waiting, 'key-24', 'key-23'])
  await claimKey(scope, 'next', 'create')
  await claimKey(scope, 'after', 'create')
  expect(keys().sort()).toEqual(['after', 'key-23', 'key-24', 'next'])
})

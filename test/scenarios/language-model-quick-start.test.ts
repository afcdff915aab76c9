import { afterAll, beforeAll, describe } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'
import { languageModelQuickStart } from './language-model-quick-start.ts'

describe('language model tokens, from the first event to the draft invoice', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
  })
  afterAll(() => service.stop())

  languageModelQuickStart(() => service)
})

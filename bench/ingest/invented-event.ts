import type { BodyEvent } from '../load/request-bodies.ts'

const MODELS = ['gpt-small', 'gpt-large', 'gpt-mini0', 'embed-one']
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-south-1']

/** An event of about 260 bytes with six properties. */
export function inventEvent(seed: number): BodyEvent {
  return {
    customer_id: `customer-${(seed * 7919) % 2000}`,
    event_type: seed % 3 === 0 ? 'api_call' : 'llm_request',
    properties: {
      model: MODELS[seed % MODELS.length] ?? '',
      region: REGIONS[seed % REGIONS.length] ?? '',
      input_tokens: String((seed * 31) % 100_000),
      output_tokens: (seed * 17) % 5000,
      user_id: `user-${(seed * 13) % 5000}`,
      status: '200',
    },
  }
}

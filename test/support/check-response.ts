import { errorBody } from '../../schemas/common.ts'
import { endpoints } from '../../schemas/index.ts'
import { parseJson } from '../../src/kernel/json.ts'

/** Holds an answer to the wire contract. @throws Error that says where it differs. */
export async function checkResponse(method: string, path: string, response: Response): Promise<void> {
  const endpoint = endpoints.find(
    (candidate) =>
      candidate.method === method.toUpperCase() &&
      new URLPattern({ pathname: candidate.path }).test({ pathname: path }),
  )
  const type = response.headers.get('content-type')
  if (response.ok && endpoint?.responseType !== undefined) {
    if (type === endpoint.responseType) return
    throw new Error(`${method} ${path} answered with ${type}, and not ${endpoint.responseType}`)
  }
  const schema = response.ok && endpoint !== undefined ? endpoint.response : errorBody
  const result = schema.safeParse(parseJson(await response.text()))
  if (result.success) return
  throw new Error(`${method} ${path} answered ${response.status} off contract: ${result.error.message}`)
}

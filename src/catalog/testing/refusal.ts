import { Problem } from '../../kernel/errors.ts'

/** The problem that a call fails with. @throws Error where it succeeds; any other failure as it is. */
export async function refusalOf(call: Promise<unknown>): Promise<Problem> {
  try {
    await call
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('the call was expected to be refused, and succeeded')
}

/** A question that waits to be answered with those of others. */
export interface Waiting<Question, Answer> {
  question: Question
  resolve: (answer: Answer) => void
  reject: (error: unknown) => void
}

/**
 * Collects the questions that are asked before anything else is waited for, and has each group of them answered together.
 * @param shapeOf what questions of one group have in common.
 * @param answer answers each of a group, or refuses it; where it fails, all that it has not answered fail with it.
 */
export function askTogether<Question, Answer>(
  shapeOf: (question: Question) => string,
  answer: (group: readonly Waiting<Question, Answer>[]) => Promise<void>,
): (question: Question) => Promise<Answer> {
  let waiting: Waiting<Question, Answer>[] = []
  let isAnswering = false
  const answerAll = async () => {
    while (waiting.length > 0) {
      const asked = waiting
      waiting = []
      for (const group of Map.groupBy(asked, ({ question }) => shapeOf(question)).values()) {
        try {
          await answer(group)
        } catch (error) {
          for (const { reject } of group) reject(error)
        }
      }
    }
    isAnswering = false
  }
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      if (isAnswering) return
      isAnswering = true
      // Everything but the warehouse is at hand, so that all customers ask within the same turn.
      setImmediate(() => void answerAll())
    })
}

/**
 * Waits until all that was resolved has gone on as far as it can. One customer is answered after the other so, and what it
 * makes of its answer is let go of before the next one's comes to be.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

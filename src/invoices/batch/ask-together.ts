/** A question that waits to be answered with those of others. */
export interface Waiting<Question, Answer> {
  question: Question
  resolve: (answer: Answer) => void
  reject: (error: unknown) => void
}

/**
 * Collects the questions that are asked meanwhile, and has each group of them answered together.
 * @param shapeOf what questions of one group have in common.
 * @param answer answers each of a group, or refuses it; where it fails, all that it has not answered fail with it.
 * @param whenAsked resolves once all have asked that can.
 */
export function askTogether<Question, Answer>(
  shapeOf: (question: Question) => string,
  answer: (group: readonly Waiting<Question, Answer>[]) => Promise<void>,
  whenAsked: () => Promise<void>,
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
      void whenAsked().then(answerAll)
    })
}

/** Work whose questions are answered together at its end. */
export interface Gathering {
  gather: (work: () => Promise<void>) => Promise<void>
  /** Resolves at the end of the work under way, or of this turn: everything but the warehouse is at hand, so that all ask in it. */
  whenGathered: () => Promise<void>
}

/** Opens it; nothing is under way yet. */
export function openGathering(): Gathering {
  let gathered: Promise<void> | null = null
  return {
    async gather(work) {
      const working = nextTurn().then(work)
      // Also where it fails, who has asked is answered.
      gathered = working.catch(() => undefined)
      await working.finally(() => (gathered = null))
    },
    whenGathered: () => gathered ?? nextTurn(),
  }
}

/**
 * Waits until all that was resolved has gone on as far as it can. One customer is answered after the other so, and what it
 * makes of its answer is let go of before the next one's comes to be.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

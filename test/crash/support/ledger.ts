import { payloadOf, type Request } from './draw-requests.ts'

/** What became of a request: 200, another status, or no answer at all. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown'

/** All that was done with one transaction id. */
export interface Account {
  payloads: Set<string>
  sends: number
  acknowledged: number
  /** The payload that was seen in the table; from then on it is the one. */
  seen: string | null
}

/** What the clients sent and what they were told: the table must agree with it. */
export class Ledger {
  readonly accounts = new Map<string, Account>()
  /** How many requests ended with each status, or with no answer at all. */
  readonly ends = new Map<number | 'no answer', number>()
  /** Requests that were not acknowledged and are to be sent again. */
  readonly unsettled: Request[] = []
  #newlyAcknowledged = new Set<string>()

  /** A request is about to be sent. */
  begin(request: Request): void {
    for (const event of request) {
      const account = this.accounts.get(event.id) ?? newAccount()
      account.payloads.add(payloadOf(event))
      account.sends += 1
      this.accounts.set(event.id, account)
    }
  }

  /** It was answered with a status, or not at all. */
  settle(request: Request, status: number | null): Outcome {
    const end = status ?? 'no answer'
    this.ends.set(end, (this.ends.get(end) ?? 0) + 1)
    if (status !== 200) {
      this.unsettled.push(request)
      return status === null ? 'unknown' : 'refused'
    }
    for (const { id } of request) {
      this.account(id).acknowledged += 1
      this.#newlyAcknowledged.add(id)
    }
    return 'acknowledged'
  }

  account(id: string): Account {
    const account = this.accounts.get(id)
    if (account === undefined) throw new Error(`${id} was never sent`)
    return account
  }

  /** The ids acknowledged since this was last asked. */
  takeNewlyAcknowledged(): string[] {
    const ids = [...this.#newlyAcknowledged]
    this.#newlyAcknowledged = new Set()
    return ids
  }
}

function newAccount(): Account {
  return { payloads: new Set(), sends: 0, acknowledged: 0, seen: null }
}

import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { ENVIRONMENTS, type EnvironmentName } from './kernel/environment-name.ts'

/** Which environment each bearer token opens. */
export type Tokens = ReadonlyMap<string, EnvironmentName>

/**
 * The tokens of the data folder, made at the first start and readable by their owner alone.
 * @returns whether they were made just now, to be shown this once.
 */
export function openTokens(folder: string): { tokens: Tokens; areNew: boolean } {
  const path = `${folder}/tokens`
  const areNew = !existsSync(path)
  if (areNew) {
    const made = ENVIRONMENTS.map((name) => `${name}=mh_${name}_${randomBytes(24).toString('hex')}`)
    writeFileSync(path, `${made.join('\n')}\n`, { mode: 0o600 })
  }
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  const tokens = lines
    .map((line) => line.split('='))
    .map(([name, token]) => [token ?? '', environmentName(name)] as const)
  return { tokens: new Map(tokens), areNew }
}

function environmentName(name: string | undefined): EnvironmentName {
  const known = ENVIRONMENTS.find((one) => one === name)
  if (known === undefined) throw new Error(`the tokens file names an unknown environment: ${name}`)
  return known
}

import type { CompositeSpend, ProductState } from './rows.ts'

/** A part of a product that an update can change by itself. */
export type ProductField = Exclude<keyof ProductState, 'composite'> | `composite.${keyof CompositeSpend}`

type Given<State> = { readonly [Field in keyof State]?: State[Field] | undefined }

/** What a request says of a product: what is undefined it does not name, what is null it takes away. */
export interface ProductChanges extends Given<Omit<ProductState, 'composite'>> {
  readonly composite?: Given<CompositeSpend> | undefined
}

/** Names what the changes give. */
export function changedFields({ composite = {}, ...others }: ProductChanges): ProductField[] {
  return [...namesGiven(others), ...namesGiven(composite).map((name) => `composite.${name}` as const)]
}

/** The state with what the changes give; the rest stays. */
export function applyChanges(
  state: ProductState,
  { composite = {}, ...others }: ProductChanges,
): ProductState {
  return {
    ...state,
    ...onlyGiven(others),
    composite: state.composite && { ...state.composite, ...onlyGiven(composite) },
  }
}

/** Those of the state's fields that are named, as changes. */
export function changesOf(state: ProductState, fields: readonly ProductField[]): ProductChanges {
  const isNamed = ([name]: [string, unknown]) => (fields as readonly string[]).includes(name)
  const ofComposite = Object.entries(state.composite ?? {})
  return {
    ...(Object.fromEntries(Object.entries(state).filter(isNamed)) as ProductChanges),
    composite: Object.fromEntries(
      ofComposite.filter(([name, value]) => isNamed([`composite.${name}`, value])),
    ),
  }
}

function namesGiven<State extends object>(changes: State): (keyof State & string)[] {
  return Object.keys(onlyGiven(changes)) as (keyof State & string)[]
}

function onlyGiven<State extends object>(
  changes: State,
): { [Field in keyof State]: Exclude<State[Field], undefined> } {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as { [Field in keyof State]: Exclude<State[Field], undefined> }
}

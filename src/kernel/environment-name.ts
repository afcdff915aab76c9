/** What a deployment keeps apart (semantics 1): one to try things in, whose clock can be set, and the real one. */
export const ENVIRONMENTS = ['sandbox', 'production'] as const

export type EnvironmentName = (typeof ENVIRONMENTS)[number]

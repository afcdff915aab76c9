import { endpoints } from '../../schemas/index.ts'
import { Problem } from '../kernel/errors.ts'

const paths = [...Map.groupBy(endpoints, (endpoint) => endpoint.path)].map(([path, own]) => ({
  pattern: new URLPattern({ pathname: path }),
  params: own.map((endpoint) => endpoint.params),
  methods: own.map((endpoint) => endpoint.method).sort(),
}))

/** What is wrong with a request that no route took: its method, or its path. */
export function missingRoute(method: string, path: string): Problem {
  const allowed = paths
    .filter(({ pattern, params }) => {
      const found = pattern.exec({ pathname: path })?.pathname.groups
      // A word where an id belongs is another endpoint's, which is not there.
      return found !== undefined && params.some((one) => one.safeParse(found).success)
    })
    .flatMap(({ methods }) => methods)
  if (allowed.length === 0) return new Problem('not_found', `${method} ${path}: there is no such endpoint`)
  return new Problem('method_not_allowed', `${path} takes ${allowed.join(' and ')}, not ${method}`, {
    allow: allowed.join(', '),
  })
}

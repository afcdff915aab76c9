import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Hono } from 'hono'
import { openApiText } from '../../schemas/openapi.ts'

const { resolve } = createRequire(import.meta.url)

/** The files of swagger-ui-dist that the page asks for, and their types. */
const ASSET_TYPES: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['favicon-32x32.png', 'image/png'],
])

// The page reaches nothing but this service, whatever Swagger UI would ask for.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Meterhouse API</title>
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`

const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
})
`

/** The reference page at `/docs` and the document it shows, for everyone and with no other network. */
export function docsRoutes(): Hono {
  const routes = new Hono()
  const document = openApiText()
  routes.get('/openapi.json', (context) =>
    context.body(document, 200, { 'content-type': 'application/json' }),
  )
  routes.get('/docs', (context) => {
    context.header('content-security-policy', CONTENT_SECURITY_POLICY)
    return context.html(PAGE)
  })
  routes.get('/docs/start.js', (context) =>
    context.body(START, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  )
  routes.get('/docs/:asset', async (context) => {
    const asset = context.req.param('asset')
    const type = ASSET_TYPES.get(asset)
    if (type === undefined) return context.notFound()
    const content = await readFile(resolve(`swagger-ui-dist/${asset}`))
    return context.body(content, 200, { 'content-type': type, 'cache-control': 'public, max-age=3600' })
  })
  return routes
}

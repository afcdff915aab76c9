import { describe, expect, test } from 'vitest'
import { openApiText } from '../../schemas/openapi.ts'
import { docsRoutes } from './docs.ts'

const app = docsRoutes()

test('GET /openapi.json answers the document', async () => {
  const response = await app.request('/openapi.json')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.text()).toBe(openApiText())
})

describe('GET /docs', () => {
  test('asks only this service, and only for what it serves', async () => {
    const response = await app.request('/docs')
    expect(response.headers.get('content-type')).toMatch('text/html')
    expect(response.headers.get('content-security-policy')).toMatch("default-src 'none'")
    const page = await response.text()
    const links = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link = '']) => link)
    expect(links).toHaveLength(4)
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//)
      expect((await app.request(link)).status, link).toBe(200)
    }
  })

  test('starts Swagger UI without its online validator', async () => {
    const script = await (await app.request('/docs/start.js')).text()
    expect(script).toMatch('validatorUrl: null')
    expect(script).toMatch('persistAuthorization: true')
    expect(script).toMatch('tryItOutEnabled: true')
    expect(script).not.toMatch('://')
  })
})

describe('GET /docs/<asset>', () => {
  test.each([
    ['swagger-ui.css', 'text/css; charset=utf-8', '.swagger-ui'],
    ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8', 'SwaggerUIBundle'],
    ['favicon-32x32.png', 'image/png', 'PNG'],
  ])('serves %s as %s', async (asset, type, content) => {
    const response = await app.request(`/docs/${asset}`)
    expect(response.headers.get('content-type')).toBe(type)
    expect(await response.text()).toContain(content)
  })

  test.each([
    'package.json',
    'index.html',
    'swagger-ui-bundle.js.map',
    '..%2Fpackage.json',
    '%2e%2e%2fhono%2fpackage.json',
    '..%5Cpackage.json',
    '%2Fetc%2Fpasswd',
  ])('does not serve %s', async (asset) => {
    expect((await app.request(`/docs/${asset}`)).status).toBe(404)
  })
})

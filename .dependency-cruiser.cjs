// Imports point down. The layers of the server, highest first; a file may import its own layer and those below.
const layers = [
  ['http', 'jobs', 'auth'],
  ['channels'],
  ['realtime'],
  ['conversation'],
  ['tools'],
  ['calendars'],
  ['scheduling', 'payments'],
  ['customers', 'catalog', 'webhooks-out'],
  ['tenants', 'analytics'],
  ['queue'],
  ['db'],
]
const folder = (names) => `^server/src/(${names.join('|')})/`
// Tests may reach for whatever they test against.
const notTests = '[.]test[.]ts$'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layers.slice(1).map((names, index) => ({
      name: `${names[0]}-imports-down`,
      comment: `server/src/${names.join(' and ')} must not import from a layer above`,
      severity: 'error',
      from: { path: folder(names), pathNot: notTests },
      to: { path: folder(layers.slice(0, index + 1).flat()), dependencyTypesNot: ['type-only'] },
    })),
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: 'generated' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'adapters-only-by-context',
      comment: 'An adapter’s interface may be imported anywhere, its implementation only by context.ts',
      severity: 'error',
      from: { path: '^server/src/', pathNot: ['^server/src/context[.]ts$', '^server/src/adapters/', notTests] },
      to: {
        path: '^server/src/adapters/[^/]+/',
        pathNot:
          '^server/src/adapters/(calendar/calendar|sms/(sms|status-address)|email/(email|reference-arguments)|text-model/text-model|voice/upstream-voice)[.]ts$',
      },
    },
    {
      name: 'protocol-imports-zod-only',
      severity: 'error',
      from: { path: '^protocol/', pathNot: notTests },
      to: { pathNot: ['^protocol/', 'node_modules/.*zod'] },
    },
    {
      name: 'widget-and-portal-never-import-the-server',
      severity: 'error',
      from: { path: '^(widget|portal)/' },
      to: { path: '^(server|sandbox|prisma)/' },
    },
    {
      name: 'server-never-imports-the-sandbox',
      comment: 'The sandbox is met at the wire',
      severity: 'error',
      from: { path: '^server/src/', pathNot: notTests },
      to: { path: '^(sandbox|widget|portal|e2e|scripts)/' },
    },
    {
      name: 'raw-prisma-only-in-db',
      comment: 'Domain code gets a Tenant; the client and its raw SQL stay in db/',
      severity: 'error',
      from: {
        path: '^server/src/(http|channels|realtime|conversation|tools|calendars|scheduling|payments|customers|catalog|tenants|analytics)/',
        pathNot: notTests,
      },
      to: { path: '^server/src/db/client[.]ts$', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|build|dist|[.]svelte-kit)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.svelte'] },
  },
}

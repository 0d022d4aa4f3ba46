import { Router } from 'express'

/** A part that has to answer before this process should get traffic. Throws when it does not. */
export type ReadinessCheck = () => Promise<unknown>

const CHECK_TIMEOUT_MS = 2_000

/** `/healthz`: the process lives. `/readyz`: it can do its work, and which providers the sandbox stands in for. */
export function healthRoutes(deps: {
  checks: Record<string, ReadinessCheck>
  sandboxed: readonly string[]
  isDraining: () => boolean
}): Router {
  const router = Router()
  router.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' })
  })
  router.get('/readyz', async (_request, response) => {
    const results = await Promise.all(
      Object.entries(deps.checks).map(
        async ([name, check]) => [name, (await passes(check)) ? 'ok' : 'unreachable'] as const,
      ),
    )
    const isReady = !deps.isDraining() && results.every(([, result]) => result === 'ok')
    response
      .status(isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({
        status: deps.isDraining() ? 'going_down' : isReady ? 'ready' : 'not_ready',
        checks: Object.fromEntries(results),
        sandboxed: deps.sandboxed,
      })
  })
  return router
}

async function passes(check: ReadinessCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS)
  })
  const result = check().then(
    () => true,
    // What is wrong is in the log of the part itself; here only that it is.
    () => false,
  )
  return Promise.race([result, timeout]).finally(() => clearTimeout(timer))
}

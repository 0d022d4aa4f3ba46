import { createServer } from 'node:net'

/** Throws a sentence when something listens on the port already. */
export async function requireFreePort(port: number, options: { for: string; variable: string }): Promise<void> {
  const isFree = await new Promise<boolean>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    probe.listen(port, () => probe.close(() => resolve(true)))
  })
  if (isFree) return
  throw new Error(
    `Port ${port} is taken, and ${options.for} needs it. Stop what listens there, or choose another port: ${options.variable}=${port + 100} npm start`,
  )
}

/** Throws a sentence when the server and the sandbox are to have the same port. */
export function requireTwoPorts({ port, sandboxPort }: { port: number; sandboxPort: number }): void {
  if (port !== sandboxPort) return
  throw new Error(`PORT and SANDBOX_PORT are both ${port}. Give each its own: SANDBOX_PORT=${port + 1} npm start`)
}

/** A port that nothing listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

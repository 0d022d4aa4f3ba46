import { createServer } from 'node:http'
import { createApp } from './app.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { createContext, type Context } from './context.ts'
import { DatabaseSetupError } from './db/check-role.ts'
import { isUnavailable } from './db/errors.ts'
import { createLogger } from './log.ts'

const DRAIN_MS = 10_000

const config = settings()
const logger = createLogger({ level: config.logLevel })
process.on('uncaughtException', (error) => {
  logger.fatal({ err: error }, 'unexpected error')
  process.exit(1)
})
process.on('unhandledRejection', (reason) => {
  logger.fatal({ err: reason instanceof Error ? reason : new Error(String(reason)) }, 'unexpected rejection')
  process.exit(1)
})

const context = await build(config)
const server = createServer(createApp(context))
// Longer than a proxy in front keeps its connections, so that it is never ours that closes first.
server.keepAliveTimeout = 75_000
server.requestTimeout = 60_000
context.sockets.attach(server)
server.once('error', (error: NodeJS.ErrnoException) => {
  fail(
    error.code === 'EADDRINUSE'
      ? `Port ${config.port} is taken. Stop the program that uses it, or set PORT to another.`
      : `Cannot listen on port ${config.port} (${error.code ?? error.message}).`,
  )
})
server.listen(config.port, () => {
  const { isAuthSecretTemporary, isKeyringTemporary, sandboxed } = config
  if (isAuthSecretTemporary) logger.warn('AUTH_SECRET is not set: everybody has to sign in again after a restart')
  if (isKeyringTemporary) {
    logger.warn('ENCRYPTION_KEYS is not set: what is sealed now does not open after a restart')
  }
  // A name with a space would look like somebody's words to the log.
  const standIns = sandboxed.map((name) => name.replaceAll(' ', ''))
  logger.info({ port: config.port, url: config.publicBaseUrl, sandboxed: standIns }, 'listening')
})

process.once('SIGTERM', () => void drain('SIGTERM'))
process.once('SIGINT', () => void drain('SIGINT'))

/** Takes nothing new, finishes what runs, and goes; after ten seconds it goes anyway. A second signal goes at once. */
async function drain(signal: string): Promise<void> {
  logger.info({ signal }, 'going down')
  process.once('SIGTERM', () => process.exit(1))
  process.once('SIGINT', () => process.exit(1))
  setTimeout(() => {
    logger.warn('not everything ended in time')
    process.exit(1)
  }, DRAIN_MS).unref()
  server.close()
  server.closeIdleConnections()
  await context.close()
  server.closeAllConnections()
  logger.info('stopped')
  process.exit(0)
}

function settings(): Config {
  try {
    return readConfig()
  } catch (error) {
    if (error instanceof ConfigError) return fail(error.message)
    throw error
  }
}

async function build(config: Config): Promise<Context> {
  try {
    return await createContext(config, { logger })
  } catch (error) {
    if (error instanceof DatabaseSetupError) return fail(error.message)
    if (isUnavailable(error))
      return fail('The database cannot be reached. Is DATABASE_URL right, and is PostgreSQL running?')
    throw error
  }
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

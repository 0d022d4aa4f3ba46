import { parseArgs } from 'node:util'
import { messagingSettings } from './messaging/messaging-settings.ts'

const help = `The sandbox: OpenAI, Twilio, SendGrid and Google Calendar at the wire, with no account anywhere.

  node sandbox/src/main.ts

  SANDBOX_PORT      the port to listen on (3001)
  SANDBOX_DATA_DIR  where calendars are kept from one start to the next (nowhere)
  PORT              of the server on this machine, which webhooks go to (3000)
  PUBLIC_BASE_URL   the address of the server that webhooks are signed for (http://localhost:<PORT>)
  TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM
                    the account (AC and 32 zeros, sandbox, +15005550006)
  SENDGRID_INBOUND_SECRET, SENDGRID_INBOUND_USER, SENDGRID_INBOUND_PASSWORD
                    what incoming mail is posted with (sandbox, sendgrid, sandbox)
  --help            this text

Open http://127.0.0.1:3001/ to see what was sent and to set what its ear hears,
http://127.0.0.1:3001/phone and /mail to play the customer, and
http://127.0.0.1:3001/calendars to move what is in the calendars.`

/** How often to look whether the process that started this one still lives. */
const parentCheckMs = 1000

// Read before anything is loaded: the parent may be gone by the time that everything is.
const parent = process.ppid

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } })
if (values.help) console.log(help)
else await run()

async function run(): Promise<void> {
  const wanted = process.env.SANDBOX_PORT ?? '3001'
  const port = Number(wanted)
  if (wanted.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    return fail(`SANDBOX_PORT must be a port from 0 to 65535, not "${wanted}".`)
  }
  const { startSandbox } = await import('./start-sandbox.ts')
  const dataDir = process.env.SANDBOX_DATA_DIR || undefined
  const log = (entry: object): void => console.log(JSON.stringify(entry))
  const settings = { port, dataDir, log, ...messagingSettings(process.env) }
  const sandbox = await startSandbox(settings).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') fail(`Port ${port} is taken. Stop what runs there, or set SANDBOX_PORT.`)
    else if (error.code === 'EACCES') fail(`Port ${port} may not be used by this account. Set SANDBOX_PORT.`)
    else fail(`The sandbox could not start: ${error.message}`)
    return null
  })
  if (!sandbox) return
  console.log(JSON.stringify({ level: 'info', msg: 'listening', url: sandbox.url }))
  let isClosing = false
  const close = (): void => {
    if (isClosing) return
    isClosing = true
    clearInterval(watch)
    void sandbox.close().then(() => process.exit(0))
  }
  // A supervisor that is killed cannot tell anybody; an orphan gets another parent.
  const watch = setInterval(() => {
    if (process.ppid !== parent) close()
  }, parentCheckMs)
  process.once('SIGTERM', close)
  process.once('SIGINT', close)
  process.once('disconnect', close)
}

function fail(sentence: string): void {
  console.error(sentence)
  process.exitCode = 1
}

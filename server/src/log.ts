/**
 * The one logger. What is said, and who said it, is never logged: log ids,
 * codes, counts and times. log-scrub.ts is the net below that rule.
 */
import pino from 'pino'
import { describeError, scrubFields, scrubText } from './log-scrub.ts'

export type Logger = pino.Logger

/** Writes JSON lines to `destination` (standard output when not given). */
export function createLogger(options: { level: string; destination?: pino.DestinationStream }): Logger {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'msg',
    errorKey: 'err',
    formatters: { level: (label) => ({ level: label }), log: scrubFields },
    serializers: { err: (value: unknown) => (value instanceof Error ? describeError(value) : value) },
    hooks: {
      logMethod(args, method) {
        method.apply(this, scrubArguments(args) as typeof args)
      },
    },
  }
  const logger = options.destination ? pino(settings, options.destination) : pino(settings)
  // pino does not run its formatters over what a child logger is given.
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const { child } = logger
  logger.child = function (this: Logger, bindings: pino.Bindings, childOptions?: pino.ChildLoggerOptions) {
    return child.call(this, scrubFields(bindings), childOptions as never)
  } as typeof logger.child
  return logger
}

/** `log.error(error)` and the strings of a call, before pino formats them into the message. */
function scrubArguments(args: unknown[]): unknown[] {
  const [first, ...rest] = args
  const cleaned = rest.map((value) => (typeof value === 'string' ? scrubText(value) : value))
  if (first instanceof Error)
    return [{ err: first }, ...(cleaned.length > 0 ? cleaned : [describeError(first).message])]
  return [typeof first === 'string' ? scrubText(first) : first, ...cleaned]
}

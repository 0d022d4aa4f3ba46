import { Router } from 'express'
import type { Logger } from 'pino'
import type { AddressBook } from '../../channels/find-tenant-by-address.ts'
import type { Config } from '../../config.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import type { Metrics } from '../metrics.ts'
import { sendgridRoutes } from './sendgrid-routes.ts'
import { twilioRoutes } from './twilio-routes.ts'

export interface WebhookDependencies {
  config: Pick<Config, 'twilio' | 'sendgrid' | 'publicBaseUrl'>
  addressBook: AddressBook
  enqueue: Enqueue
  logger: Logger
  clock: () => Date
  metrics: Metrics
}

/**
 * `/webhooks/twilio/*` and `/webhooks/sendgrid/*`: each proves itself over the bytes that came, so that no
 * body parser may have been here before. What is refused, or was taken before, is counted by its reason.
 */
export function webhookRoutes({ config, metrics, ...deps }: WebhookDependencies): Router {
  const { twilio, sendgrid, publicBaseUrl } = config
  const counting = (provider: string) => (reason: string) => metrics.webhooksRefused.inc({ provider, reason })
  const router = Router()
  router.use(
    '/twilio',
    twilioRoutes({
      ...deps,
      authToken: twilio.authToken,
      accountNumber: twilio.from,
      twilioAnswersOptOut: twilio.answersOptOut,
      publicBaseUrl,
      onRefused: counting('twilio'),
    }),
  )
  router.use('/sendgrid', sendgridRoutes({ ...deps, settings: sendgrid, onRefused: counting('sendgrid') }))
  return router
}

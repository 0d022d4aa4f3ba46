/**
 * The names by which the address of a status callback leads back to the message it is about. The address is
 * signed with the rest, and known before the message has an id of the provider's: a report
 * may be here before the answer to the sending is.
 */
export const STATUS_PARAMETERS = { tenantId: 'spa', outboxId: 'message' } as const

export const TWILIO_STATUS_PATH = '/webhooks/twilio/status'

export function statusAddress(base: string, reference: { tenantId: string; outboxId: string }): string {
  const query = new URLSearchParams({
    [STATUS_PARAMETERS.tenantId]: reference.tenantId,
    [STATUS_PARAMETERS.outboxId]: reference.outboxId,
  })
  return `${base}?${query.toString()}`
}

/** The names of the custom arguments that lead an event of SendGrid's back to the message it is about. */
export const REFERENCE_ARGUMENTS = { tenantId: 'ava_spa', outboxId: 'ava_message' } as const

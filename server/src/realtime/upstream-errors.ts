/** Races that cannot be avoided and do no harm: counted, never shown. */
const benign = new Set([
  'response_cancel_not_active',
  'conversation_already_has_active_response',
  'input_audio_buffer_commit_empty',
  'item_truncate_invalid_item_id',
  'item_delete_invalid_item_id',
])

/** The session is over, or can never work. */
const fatal = new Set([
  'session_expired',
  'beta_api_shape_disabled',
  'insufficient_quota',
  'invalid_api_key',
  'account_deactivated',
  'billing_hard_limit_reached',
  'model_not_found',
])

export type Severity = 'benign' | 'unexpected' | 'fatal'

/** What a refusal of the provider means for the call. Without its first configuration there are no instructions and no gates: nothing may be said. */
export function severityOf(refusal: { code: string | null; message: string; commandId: string | null }): Severity {
  const { code, message, commandId } = refusal
  if (commandId === 'configure' || (code !== null && fatal.has(code))) return 'fatal'
  if (code !== null && benign.has(code)) return 'benign'
  // Two truncation errors have no code of their own.
  const isTruncation = /already shorter than|can be truncated/.test(message)
  return isTruncation ? 'benign' : 'unexpected'
}

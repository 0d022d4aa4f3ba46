import { deserialize } from '$app/forms'
import { goto } from '$app/navigation'
import type { Moved } from '@ava/protocol/portal/calendar.ts'

export interface MoveTo {
  id: string
  /** Wall time at the location. */
  start: string
  providerId: string
  locationId: string
}

export type MoveOutcome =
  | { kind: 'moved'; moved: Moved }
  /** Nothing happened yet: somebody has to decide about it. */
  | { kind: 'fee'; cents: number; currency: string }
  | { kind: 'refused'; code: string | undefined; message: string }

/** Asks the server to move an appointment, as the form on its page would. */
export async function moveTo(to: MoveTo, decision: { isDecided: boolean; isFeeWaived: boolean }): Promise<MoveOutcome> {
  const body = new FormData()
  for (const [name, value] of Object.entries(to)) body.set(name, value)
  if (decision.isDecided) body.set('isDecided', 'true')
  if (decision.isFeeWaived) body.set('isFeeWaived', 'true')
  const response = await fetch('/calendar?/move', {
    method: 'POST',
    body,
    headers: { 'x-sveltekit-action': 'true' },
  })
  const result = deserialize(await response.text())
  if (result.type === 'redirect') {
    await goto(result.location)
    return { kind: 'refused', code: undefined, message: '' }
  }
  if (result.type === 'success') {
    const { fee, moved } = result.data as { fee?: { cents: number; currency: string }; moved?: Moved }
    return fee ? { kind: 'fee', ...fee } : { kind: 'moved', moved: moved! }
  }
  if (result.type === 'failure') {
    const { code, message } = result.data as { code?: string; message: string }
    return { kind: 'refused', code, message }
  }
  return { kind: 'refused', code: undefined, message: (result.error as { message: string }).message }
}

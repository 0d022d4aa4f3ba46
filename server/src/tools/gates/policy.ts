import type { Policy } from '../../db/generated/client.ts'

/**
 * The policy as it is disclosed: its own words are part of the question that is answered with
 * yes, and its version is part of what is agreed to. A policy that changes in between is read out anew.
 */
export function disclosePolicy(policy: Policy | null): {
  words: string
  agreedTo: Record<string, string | number | null>
  accepted: { id: string; text: string } | null
} {
  if (!policy) return { words: '', agreedTo: { policy: null }, accepted: null }
  return {
    words: policy.text.trim(),
    agreedTo: { policy: policy.id, policyVersion: policy.version },
    accepted: { id: policy.id, text: policy.text },
  }
}

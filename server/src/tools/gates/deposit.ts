import type { Gate } from './gate.ts'

export interface DepositGate {
  deposit: { state: 'none_due' }
}

/** No deposit is taken yet: none is due, whatever the service says. The place where it will be asked for. */
export function passDeposit(): Gate<DepositGate> {
  return { passed: true, deposit: { state: 'none_due' } }
}

import type { Duplex } from 'node:stream'

/** How many sockets one address and one spa have open; counted until the socket itself is gone. */
export class ConnectionCounts {
  readonly #limits: { socketsPerIp: number; socketsPerTenant: number }
  readonly #counts = new Map<string, number>()

  constructor(limits: { socketsPerIp: number; socketsPerTenant: number }) {
    this.#limits = limits
  }

  /** False, and not counted, when the address has as many as it may. */
  addAddress(address: string, socket: Duplex): boolean {
    return this.#add(`address ${address}`, this.#limits.socketsPerIp, socket)
  }

  addTenant(tenantId: string, socket: Duplex): boolean {
    return this.#add(`tenant ${tenantId}`, this.#limits.socketsPerTenant, socket)
  }

  #add(key: string, limit: number, socket: Duplex): boolean {
    const count = this.#counts.get(key) ?? 0
    if (count >= limit) return false
    // A socket that is gone already would never be taken off again.
    if (socket.destroyed) return true
    this.#counts.set(key, count + 1)
    socket.once('close', () => {
      const left = (this.#counts.get(key) ?? 1) - 1
      if (left === 0) this.#counts.delete(key)
      else this.#counts.set(key, left)
    })
    return true
  }
}

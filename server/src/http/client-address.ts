import type { IncomingMessage } from 'node:http'
import proxyAddress from 'proxy-addr'

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}

/**
 * Which hops to believe about X-Forwarded-For. This machine always: the portal, in this
 * process, calls the API with the address of the person it calls for.
 */
export function trustFunction(setting: number | string | false): (address: string, hop: number) => boolean {
  const isConfigured = configured(setting)
  return (address, hop) => isLoopbackAddress(address) || isConfigured(address, hop)
}

function configured(setting: number | string | false): (address: string, hop: number) => boolean {
  if (setting === false) return () => false
  if (typeof setting === 'number') return (_address, hop) => hop < setting
  return proxyAddress.compile(setting.split(/\s*,\s*/))
}

/** The address of whoever made a request, as far as `trust` reaches: limits count by it. */
export function clientAddress(request: IncomingMessage, trust: (address: string, hop: number) => boolean): string {
  return proxyAddress(request, trust)
}

import { lookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isLoopbackAddress, isPublicAddress } from './public-address.ts'

export type PostFailure = 'not_https' | 'refused_address' | 'unknown_host' | 'timeout' | 'no_connection' | 'refused'
export type PostResult = { ok: true; status: number } | { ok: false; failure: PostFailure; status: number | null }

const TIMEOUT_MS = 10_000

/** What is wrong with an endpoint's address before anybody asks the network; null: nothing. Loopback over http: while developing only. */
export function addressProblem(text: string, { allowsLoopback }: { allowsLoopback: boolean }): string | null {
  const url = URL.parse(text)
  if (!url) return 'Enter the whole address, like https://example.com/ava.'
  if (url.username !== '' || url.password !== '') return 'Leave out the name and password before the @.'
  const host = bareHost(url)
  const isLoopback = host === 'localhost' || isLoopbackAddress(host)
  if (isLoopback && allowsLoopback && (url.protocol === 'http:' || url.protocol === 'https:')) return null
  if (url.protocol !== 'https:') return 'Use an https:// address: what is sent is about your customers.'
  if (host === 'localhost' || (isIP(host) !== 0 && !isPublicAddress(host))) {
    return 'This address is of a private network. Use one that is reachable from the internet.'
  }
  return null
}

/**
 * Posts to an address that somebody typed. The name is resolved once, and the connection goes to the address that was
 * looked at: a name that answers with another one the second time gains nothing. Redirects are not followed.
 */
export async function postSafely(request: {
  url: string
  headers: Record<string, string>
  body: string
  allowsLoopback: boolean
}): Promise<PostResult> {
  const { url: text, headers, body, allowsLoopback } = request
  const url = URL.parse(text)
  if (!url || addressProblem(text, { allowsLoopback }) !== null) return failed('refused_address')
  const allowed = (address: string) => isPublicAddress(address) || (allowsLoopback && isLoopbackAddress(address))
  const lookupAllowed: LookupFunction = (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, [])
      if (addresses.length === 0 || !addresses.every(({ address }) => allowed(address))) {
        return done(Object.assign(new Error('The name leads to a private network'), { code: 'EPRIVATE' }), [])
      }
      if (options.all) done(null, addresses)
      else done(null, addresses[0]!.address, addresses[0]!.family)
    })
  }
  return new Promise((resolve) => {
    const { request: send } = url.protocol === 'http:' ? http : https
    const asked = send(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        lookup: lookupAllowed,
        agent: false,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      (response) => {
        const status = response.statusCode ?? 0
        // What it says beside that is of no interest, however much it is.
        response.destroy()
        resolve(status >= 200 && status < 300 ? { ok: true, status } : { ok: false, failure: 'refused', status })
      },
    )
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(failed(failureOf(error))))
    asked.end(body)
  })
}

function failed(failure: PostFailure): PostResult {
  return { ok: false, failure, status: null }
}

function failureOf({ name, code }: NodeJS.ErrnoException): PostFailure {
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'ETIMEDOUT') return 'timeout'
  if (code === 'EPRIVATE') return 'refused_address'
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'unknown_host' : 'no_connection'
}

function bareHost(url: URL): string {
  return url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
}

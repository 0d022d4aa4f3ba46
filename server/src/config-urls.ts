/** True for this machine itself, by name or number. `hostname` as URL writes it. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** The origins under which one address is reached: a loopback address has three names for the same place. */
export function originsOf(baseUrl: string): string[] {
  const url = new URL(baseUrl)
  if (!isLoopbackHost(url.hostname)) return [url.origin]
  return ['localhost', '127.0.0.1', '[::1]'].map((host) => new URL(`${url.protocol}//${host}:${url.port}`).origin)
}

/** Says what is wrong with a provider's base URL, or null. Credentials and words of customers go there: https, or this machine. */
export function baseUrlProblem(name: string, value: string): string | null {
  const url = URL.parse(value)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return `${name} is not an address, such as https://api.example.com.`
  }
  if (url.protocol !== 'https:' && !isLoopbackHost(url.hostname)) {
    return `${name} has to be https: keys and customers’ words go there. Plain http is allowed to this machine only.`
  }
  if (url.username !== '' || url.password !== '') return `${name} must not carry a name or a password.`
  return null
}

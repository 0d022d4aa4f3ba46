/** One of several ways to say the same, the same one for the same seed: a conversation can be repeated exactly. */
export function pick<T>(ways: readonly [T, ...T[]], seed: string): T {
  let hash = 2166136261
  for (let index = 0; index < seed.length; index++) hash = Math.imul(hash ^ seed.charCodeAt(index), 16777619)
  return ways[(hash >>> 0) % ways.length] ?? ways[0]
}

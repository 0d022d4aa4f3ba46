/** A body without its `wait`, which says that the answer comes when the webhook has been answered. */
export function withWait(given: unknown): { body: object; wait: boolean } {
  const { wait, ...body } = (given ?? {}) as Record<string, unknown>
  return { body, wait: wait === true }
}

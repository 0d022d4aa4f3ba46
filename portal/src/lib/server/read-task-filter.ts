import { TaskListQuery } from '@ava/protocol/portal/tasks.ts'

const { status, kind, cursor } = TaskListQuery.shape

/** The tasks an address asks for. A value we do not know is left out: it may be an old bookmark. */
export function readTaskFilter(params: URLSearchParams) {
  const given = (name: string) => params.get(name)?.trim() || undefined
  return {
    status: status.safeParse(given('status')).data ?? ('open' as const),
    kind: kind.safeParse(given('kind')).data,
    cursor: cursor.safeParse(given('cursor')).data,
  }
}
export type TaskFilter = ReturnType<typeof readTaskFilter>

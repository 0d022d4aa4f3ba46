import { ConversationListQuery } from '@ava/protocol/portal/conversations.ts'

const { channel, status, outcome, assignee, label, from, to, search, cursor } = ConversationListQuery.shape

/** The filter an address asks for. A value we do not know is left out, as if the address were shorter: it may be an old bookmark. */
export function readListFilter(params: URLSearchParams) {
  const read = <Output>(name: string, schema: { safeParse(value: unknown): { data?: Output } }) =>
    schema.safeParse(params.get(name)?.trim() || undefined).data
  return {
    search: read('search', search),
    channel: read('channel', channel),
    status: read('status', status),
    outcome: read('outcome', outcome),
    assignee: read('assignee', assignee),
    label: read('label', label),
    from: read('from', from),
    to: read('to', to),
    cursor: read('cursor', cursor),
  }
}

import type { WidgetModel } from './widget-model.ts'

export type StatusWord = keyof ReturnType<WidgetModel['strings']['peek']>['state']

/** What is going on, in one word of `strings.state`; null when there is nothing to say. Reads signals. */
export function statusWord(model: WidgetModel): StatusWord | null {
  const { call } = model
  switch (call.phase.value) {
    case 'asking':
    case 'connecting':
    case 'reconnecting':
      return call.phase.value
    case 'live':
      return inCall(model)
  }
  if (model.isOffline.value) return 'offline'
  const link = model.linkStatus.value.kind
  if (link === 'connecting' || link === 'reconnecting') return link
  if (model.conversation.state.value === 'ended') return 'ended'
  // With a person, the name at the top says it.
  if (model.conversation.state.value === 'locked') return 'locked'
  return model.conversation.activity.value === 'thinking' ? 'thinking' : null
}

function inCall({ call, conversation: { activity } }: WidgetModel): StatusWord {
  if (call.isDucked.value) return 'ducked'
  const isQuiet = activity.value === 'idle' || activity.value === 'listening' || activity.value === 'hearing'
  if (call.isMuted.value && isQuiet) return 'muted'
  return activity.value === 'idle' ? 'listening' : activity.value
}

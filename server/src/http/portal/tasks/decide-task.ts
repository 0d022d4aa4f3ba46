import type { TaskDecision } from '@ava/protocol/portal/tasks.ts'
import { acceptChange, putBack } from '../../../calendars/conflicts/decide-conflict.ts'
import type { CalendarDependencies } from '../../../calendars/dependencies.ts'
import { isUniqueViolation } from '../../../db/errors.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { approveRequest, declineRequest, signOffReview } from '../../../scheduling/lifecycle/approve.ts'
import { HttpError } from '../../http-error.ts'
import type { SpaVisit } from '../access.ts'
import { refuse } from '../appointments/refuse.ts'
import { staffIdOf } from '../staff-id.ts'
import { refused } from '../calendars/refuse.ts'
import { notFound } from '../row-id.ts'
import { closeTask, reopenTask } from './close-task.ts'
import { readTask } from './task-list.ts'

export interface Deciding {
  taskId: string
  decision: TaskDecision
  now: Date
  enqueue: Enqueue
  calendars: CalendarDependencies
}

/**
 * Does what somebody decided about a task, if it may still be decided and they may decide it.
 * Throws 404 for no such task, 409 when it has been decided meanwhile or the change cannot be made.
 */
export async function decideTask(
  visit: SpaVisit,
  { taskId, decision, now, enqueue, calendars }: Deciding,
): Promise<void> {
  const { tenant, membership, session } = visit
  const task = await tenant.transaction((tx) => readTask(tx, { id: taskId, role: membership.role }))
  if (!task) throw notFound('task')
  if (!task.decisions.includes(decision.decision)) throw tooLate()
  const actor = `user:${session.user.id}`
  const change = { appointmentId: task.appointment?.id ?? '', actor, now, enqueue }
  switch (decision.decision) {
    case 'approve':
      return refuse(await approveRequest(tenant, change))
    case 'sign_off':
      return refuse(await signOffReview(tenant, change))
    case 'decline':
      return refuse(await declineRequest(tenant, { ...change, reason: decision.reason }))
    case 'done': {
      const resolution = decision.note || 'Done.'
      const isClosed = await tenant.transaction((tx) => closeTask(tx, { taskId, actor, resolution, now }))
      if (!isClosed) throw tooLate()
      return
    }
    case 'reopen':
      return reopen(visit, { taskId, actor })
    case 'accept_change':
    case 'put_back': {
      const decide = decision.decision === 'put_back' ? putBack : acceptChange
      const membershipId = await staffIdOf(visit)
      const outcome = await decide(calendars, { tenant, taskId, userId: session.user.id, membershipId })
      if (!outcome.ok) throw refused(outcome.reason)
    }
  }
}

async function reopen({ tenant }: SpaVisit, { taskId, actor }: { taskId: string; actor: string }): Promise<void> {
  try {
    const isOpen = await tenant.transaction((tx) => reopenTask(tx, { taskId, actor }))
    if (!isOpen) throw tooLate()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new HttpError(409, 'open_already', 'There is an open task about the same thing already.')
  }
}

function tooLate(): HttpError {
  return new HttpError(409, 'not_possible_now', 'This cannot be decided any more: somebody may have been faster.')
}

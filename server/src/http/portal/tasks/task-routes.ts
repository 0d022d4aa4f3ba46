import { type Assessment, TaskDecision, TaskListQuery } from '@ava/protocol/portal/tasks.ts'
import express, { type Router } from 'express'
import type { CalendarDependencies } from '../../../calendars/dependencies.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { readAssessment, type ReadAssessment } from '../../../scheduling/screening/assessment.ts'
import { readUnbookedAssessment } from '../../../scheduling/screening/read-answers.ts'
import { serviceOfReview } from '../../../scheduling/screening/review-task.ts'
import { spaRoute, type PortalAccess } from '../access.ts'
import { ownProviderId, requireOwnTask } from '../own-calendar.ts'
import { notFound, rowId } from '../row-id.ts'
import { calendarRoles, clinicalRoles } from '../staff-roles.ts'
import { readAttention } from './attention.ts'
import { decideTask } from './decide-task.ts'
import { listTasks, readTask } from './task-list.ts'

export interface TaskDependencies {
  access: PortalAccess
  clock: () => Date
  enqueue: Enqueue
  calendars: CalendarDependencies
}

export function addTaskRoutes(router: Router, deps: TaskDependencies): void {
  const { access, clock, enqueue, calendars } = deps
  const json = express.json({ limit: '8kb' })

  router.get(
    '/attention',
    spaRoute(access, calendarRoles, async (visit, _request, response) => {
      response.json(await readAttention(visit.tenant, { onlyProviderId: ownProviderId(visit) }))
    }),
  )

  router.get(
    '/tasks',
    spaRoute(access, calendarRoles, async (visit, request, response) => {
      const { tenant, membership } = visit
      const query = TaskListQuery.parse(request.query)
      const onlyProviderId = ownProviderId(visit)
      response.json(await listTasks(tenant, { query, role: membership.role, onlyProviderId }))
    }),
  )

  // Answers with the task as it then is.
  router.post(
    '/tasks/:id/decision',
    json,
    spaRoute(access, calendarRoles, async (visit, request, response) => {
      const taskId = rowId(request.params['id'], 'task')
      await requireOwnTask(visit, taskId)
      const decision = TaskDecision.parse(request.body)
      await decideTask(visit, { taskId, decision, now: clock(), enqueue, calendars })
      const { tenant, membership } = visit
      response.json(await tenant.transaction((tx) => readTask(tx, { id: taskId, role: membership.role })))
    }),
  )

  // Medical answers: for those who may judge them, and never without a trace.
  router.get(
    '/tasks/:id/assessment',
    spaRoute(access, clinicalRoles, async (visit, request, response) => {
      const { tenant, session } = visit
      const id = rowId(request.params['id'], 'task')
      await requireOwnTask(visit, id)
      const task = await tenant.db.task.findFirst({
        where: { id, kind: 'clinician_review' },
        select: { appointmentId: true, conversationId: true, subjectKey: true },
      })
      const actor = `user:${session.user.id}`
      const found = task && (await assessmentBehind(tenant, { task, actor, now: clock() }))
      if (!found) throw notFound('review')
      const assessment: Assessment = {
        outcome: found.outcome,
        evaluatedAt: found.evaluatedAt.toISOString(),
        signedOffAt: found.signedOffAt?.toISOString() ?? null,
        answers: found.answers.map(({ question, answer, date, answeredAt }) => ({
          question,
          answer,
          date,
          answeredAt: answeredAt.toISOString(),
        })),
        findings: found.findings,
      }
      response.json(assessment)
    }),
  )
}

/** Of a visit that was booked, what was stored with it; of one that was not, what the conversation's answers mean. */
async function assessmentBehind(
  tenant: Tenant,
  request: {
    task: { appointmentId: string | null; conversationId: string | null; subjectKey: string | null }
    actor: string
    now: Date
  },
): Promise<ReadAssessment | null> {
  const { task, actor, now } = request
  const { appointmentId, conversationId } = task
  if (appointmentId !== null) return readAssessment(tenant, { appointmentId, actor })
  const serviceId = serviceOfReview(task.subjectKey)
  if (conversationId === null || serviceId === null) return null
  return readUnbookedAssessment(tenant, { conversationId, serviceId, actor, now })
}

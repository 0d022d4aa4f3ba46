import { Assessment, TaskItem, TaskList, type TaskDecision } from '@ava/protocol/portal/tasks.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { taskList } from '#lib/live/dependencies.ts'
import { askApi, callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { readTaskFilter } from '#lib/server/read-task-filter.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  event.depends(taskList)
  const filter = readTaskFilter(event.url.searchParams)
  const { tenantId } = await currentSpa(event)
  const list = await callApi(event, { path: 'tasks', schema: TaskList, query: filter, tenantId })
  return { filter, list }
}

export const actions: Actions = {
  decide: async (event) => {
    const form = await readForm(event)
    const taskId = String(form.get('task') ?? '')
    const decision = String(form.get('decision') ?? '')
    const answer = await decide(event, { taskId, body: { decision, ...reasonOf(form) } })
    if (answer.ok) return { taskId, done: decision as TaskDecision['decision'] }
    const fieldError = answer.fields?.['reason']
    return fail(answer.status, { taskId, decision, message: fieldError ?? answer.message, fieldError })
  },

  /** Not part of the page: reading medical answers is noted, so it happens only when somebody asks for it. */
  answers: async (event) => {
    const form = await readForm(event)
    const taskId = String(form.get('task') ?? '')
    const { tenantId } = await currentSpa(event)
    const answer = await askApi(event, {
      path: `tasks/${encodeURIComponent(taskId)}/assessment`,
      schema: Assessment,
      tenantId,
    })
    return answer.ok ? { taskId, assessment: answer.data } : fail(answer.status, { taskId, message: answer.message })
  },
}

function reasonOf(form: FormData): { reason?: string } {
  const reason = form.get('reason')
  return typeof reason === 'string' ? { reason } : {}
}

async function decide(event: RequestEvent, { taskId, body }: { taskId: string; body: unknown }) {
  const { tenantId } = await currentSpa(event)
  return changeApi(
    event,
    {
      path: `tasks/${encodeURIComponent(taskId)}/decision`,
      schema: TaskItem,
      tenantId,
      change: { method: 'POST', body },
    },
    { page: '/tasks' },
  )
}

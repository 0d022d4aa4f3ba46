import { setTimeout as wait } from 'node:timers/promises'
import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import type { OpenAiState } from '../openai-state.ts'
import { strikes } from '../realtime/faults.ts'
import { badRequest, missingKey, rateLimited, sendProblem, serverError } from './api-problem.ts'
import { checkRequest, pairingProblem } from './check-request.ts'
import { inputItems } from './mind-items.ts'
import type { InputItem, ResponseRequestBody } from './request-shape.ts'
import { newResponse, promptOf, usageOf, type WireResponse } from './response-object.ts'
import { StoredResponses } from './stored-responses.ts'
import { streamResponse } from './stream-response.ts'
import { cutToTokens, newId, writeOutput, type OutputItem } from './write-output.ts'

const MAX_BODY = '8mb'

/** `POST /responses` below the base URL (`/openai/v1`), streamed or not; `GET` and `DELETE /responses/:id` for what was stored. */
export function createResponsesRouter(openai: OpenAiState): Router {
  const stored = new StoredResponses()
  const router = express.Router()
  router.use((request: Request, response: Response, next: NextFunction) => {
    response.set({ 'x-request-id': newId('req'), 'openai-version': '2020-10-01' })
    if (/^Bearer \S+$/i.test(request.headers.authorization ?? '')) next()
    else sendProblem(response, missingKey())
  })
  router.post('/responses', express.json({ limit: MAX_BODY }), async (request, response) => {
    const checked = checkRequest(request.body)
    if (!checked.ok) return sendProblem(response, checked.problem)
    await respond(response, { openai, stored, body: checked.body })
  })
  router.get('/responses/:id', (request, response) => {
    const found = stored.find(request.params.id)
    if (found) response.json(found.response)
    else sendProblem(response, notFound(request.params.id))
  })
  router.delete('/responses/:id', (request, response) => {
    const { id } = request.params
    if (stored.remove(id)) response.json({ id, object: 'response.deleted', deleted: true })
    else sendProblem(response, notFound(id))
  })
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error)
    const isUnreadable = error instanceof Error && 'type' in error && String(error.type).startsWith('entity.')
    if (!isUnreadable) {
      openai.log({
        level: 'error',
        msg: 'responses',
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
      return sendProblem(response, serverError())
    }
    const message =
      'We could not parse the JSON body of your request. (HINT: This likely means you aren’t using your HTTP library correctly.)'
    sendProblem(response, badRequest({ code: null, message, param: null }))
  })
  return router
}

interface Work {
  openai: OpenAiState
  stored: StoredResponses
  body: ResponseRequestBody
}

async function respond(http: Response, { openai, stored, body }: Work): Promise<void> {
  const { faults } = openai
  if (strikes(faults, 'textHangs')) return
  if (strikes(faults, 'textRateLimits')) return sendProblem(http, rateLimited(body.model))
  if (strikes(faults, 'textServerErrors')) return sendProblem(http, serverError())
  const earlier = body.previous_response_id ? stored.find(body.previous_response_id) : null
  if (earlier === undefined) {
    const message = `Previous response with id '${body.previous_response_id}' not found.`
    return sendProblem(
      http,
      badRequest({ code: 'previous_response_not_found', message, param: 'previous_response_id' }),
    )
  }
  const items: InputItem[] = [...(earlier?.items ?? []), ...inputItems(body.input)]
  const unpaired = pairingProblem(items)
  if (unpaired) return sendProblem(http, badRequest(unpaired))
  await wait(faults.textThinkingMs)
  if (http.destroyed) return
  const now = new Date(openai.clock.now())
  const written = cutToTokens(writeOutput(openai.think, { body, items, now }), body.max_output_tokens)
  const started = newResponse(body, { id: newId('resp'), createdAt: Math.floor(now.getTime() / 1000) })
  const prompt = promptOf(body, items)
  const finished: WireResponse = {
    ...started,
    status: written.isCut ? 'incomplete' : 'completed',
    completed_at: written.isCut ? null : Math.floor(openai.clock.now() / 1000),
    incomplete_details: written.isCut ? { reason: 'max_output_tokens' } : null,
    output: written.items,
    usage: usageOf({ prompt, previousPrompt: stored.newestPrompt(body.model), output: written.items }),
  }
  stored.note(body.model, prompt)
  if (body.store ?? true) stored.add({ response: finished, items: [...items, ...written.items.map(asInput)] })
  if (!body.stream) {
    http.json(strikes(faults, 'textFailures') ? failed(started) : finished)
    return
  }
  const isFailing = strikes(faults, 'textFailures')
  const dropAtDelta = faults.textDropAtDelta
  faults.textDropAtDelta = 0
  const output = isFailing ? [] : written.items
  await streamResponse(http, {
    started,
    output,
    finished: isFailing ? failed(started) : finished,
    dropAtDelta,
    deltaMs: faults.textDeltaMs,
  })
}

function failed(started: WireResponse): WireResponse {
  const message = 'The server had an error processing your request. Sorry about that!'
  return { ...started, status: 'failed', error: { code: 'server_error', message } }
}

function asInput(item: OutputItem): InputItem {
  if (item.type === 'function_call')
    return { type: 'function_call', call_id: item.call_id, name: item.name, arguments: item.arguments }
  return {
    type: 'message',
    role: 'assistant',
    content: item.content.map((part) => ({
      type: part.type,
      text: part.type === 'output_text' ? part.text : part.refusal,
    })),
  }
}

function notFound(id: string) {
  return {
    status: 404,
    type: 'invalid_request_error',
    code: null,
    message: `Response with id '${id}' not found.`,
    param: null,
  }
}

import type { Logger } from 'pino'
import { definitionOf } from './arguments.ts'
import { acceptWaitlistOffer } from './accept-waitlist-offer.ts'
import { answerQuestion } from './answer-question.ts'
import { answerScreening } from './answer-screening.ts'
import { bookAppointmentTool } from './book-appointment.ts'
import { runCall, unavailable } from './calls/run-call.ts'
import { cancelAppointmentTool } from './cancel-appointment.ts'
import { checkCodeTool } from './check-code.ts'
import { endConversation } from './end-conversation.ts'
import { findMyAppointments } from './find-my-appointments.ts'
import { findOpeningsTool } from './find-openings.ts'
import { holdSlotTool } from './hold-slot.ts'
import { joinWaitlistTool } from './join-waitlist.ts'
import { leaveWaitlistTool } from './leave-waitlist.ts'
import { listServices } from './list-services.ts'
import type { ToolOutcome, ToolRegistry } from './registry.ts'
import { rescheduleAppointmentTool } from './reschedule-appointment.ts'
import { sendCodeTool } from './send-code.ts'
import { takeMessage } from './take-message.ts'
import type { Tool } from './tool.ts'
import { transferToPerson } from './transfer-to-person.ts'
import { updateContact } from './update-contact.ts'

/** In a fixed order: the model's prompt cache depends on it. */
const tools = [
  listServices,
  answerQuestion,
  findOpeningsTool,
  holdSlotTool,
  answerScreening,
  bookAppointmentTool,
  sendCodeTool,
  checkCodeTool,
  findMyAppointments,
  rescheduleAppointmentTool,
  cancelAppointmentTool,
  joinWaitlistTool,
  acceptWaitlistOffer,
  leaveWaitlistTool,
  updateContact,
  takeMessage,
  transferToPerson,
  endConversation,
] as unknown as Tool<unknown>[]

/** Everything Ava may do, each call run once. */
export function createToolRegistry({ logger }: { logger: Logger }): ToolRegistry {
  const byName = new Map(tools.map((tool) => [tool.name, tool]))
  const definitions = tools.map((tool) => definitionOf(tool as Tool<never>))
  const inFlight = new Map<string, Promise<ToolOutcome>>()

  return {
    definitions,
    run: async (context, call) => {
      const tool = byName.get(call.name)
      if (!tool) return answer({ ok: false, reason: 'unknown_tool', tools: [...byName.keys()] })
      const key = `${context.tenant.id}/${context.conversation.id}/${context.callId}`
      const running = inFlight.get(key)
      // What was shown and done belongs to the first caller; the second hears the answer.
      if (running) return answer((await running).result)
      const run = runCall(tool, context, call, logger).catch((error: unknown) => {
        // The database is away: nothing could be written down, so the same call may be tried again.
        logger.error({ err: error, tool: call.name }, 'tool call could not be recorded')
        return answer(unavailable)
      })
      inFlight.set(key, run)
      try {
        return await run
      } finally {
        inFlight.delete(key)
      }
    },
  }
}

function answer(result: ToolOutcome['result']): ToolOutcome {
  return { result, cards: [], effects: [] }
}

import { z } from 'zod'
import { defineTool } from './define-tool.ts'

export const endConversation = defineTool({
  name: 'end_conversation',
  description:
    'Ends the conversation. Call it only after the person has said goodbye or has nothing else, together with your goodbye.',
  parameters: z.object({}),
  kind: 'read',
  run: () => Promise.resolve({ result: { ok: true }, effects: [{ type: 'end_conversation' as const }] }),
})

import type { z } from 'zod'
import type { Tool } from './tool.ts'

const timeouts = { read: 4_000, write: 8_000 }

/** A tool with its arguments typed from its schema, and the time its kind may take. */
export function defineTool<S extends z.ZodType>(
  tool: Omit<Tool<z.infer<S>>, 'parameters' | 'timeoutMs'> & { parameters: S },
): Tool<z.infer<S>> {
  return { ...tool, parameters: tool.parameters as z.ZodType<z.infer<S>>, timeoutMs: timeouts[tool.kind] }
}

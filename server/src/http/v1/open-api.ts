import { ApiError } from '@ava/protocol/api-error.ts'
import type { ApiScope } from '@ava/protocol/portal/api-keys.ts'
import {
  AppointmentsPage,
  AppointmentsQuery,
  ConversationsPage,
  ConversationsQuery,
  OpeningsAnswer,
  OpeningsQuery,
  ServicesPage,
  ServicesQuery,
} from '@ava/protocol/v1.ts'
import { core, z } from 'zod'

/** Every address of the API: what it takes, what it answers, what a key needs for it. */
export const operations = {
  services: { query: ServicesQuery, answer: ServicesPage, scope: 'services:read', summary: 'Services with prices' },
  openings: {
    query: OpeningsQuery,
    answer: OpeningsAnswer,
    scope: 'openings:read',
    summary: 'Free times of a service',
  },
  appointments: {
    query: AppointmentsQuery,
    answer: AppointmentsPage,
    scope: 'appointments:read',
    summary: 'Appointments, earliest first',
  },
  conversations: {
    query: ConversationsQuery,
    answer: ConversationsPage,
    scope: 'conversations:read',
    summary: 'Conversations with their summaries, newest activity first',
  },
} satisfies Record<string, { query: z.ZodObject; answer: z.ZodType; scope: ApiScope; summary: string }>

/** OpenAPI 3.1, made from the schemas that the routes parse by. */
export function openApiDocument(publicBaseUrl: string): object {
  const refusal = { content: json(ApiError), description: 'Refused; the message says what to do.' }
  return {
    openapi: '3.1.0',
    info: { title: 'Ava', version: '1', description: 'Reads what a spa keeps in Ava. Pages go on by `cursor`.' },
    servers: [{ url: `${publicBaseUrl}/api/v1` }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    security: [{ key: [] }],
    paths: Object.fromEntries(
      Object.entries(operations).map(([name, { query, answer, scope, summary }]) => [
        `/${name}`,
        {
          get: {
            operationId: name,
            summary,
            description: `Needs the scope \`${scope}\`.`,
            parameters: parametersOf(query),
            responses: {
              '200': { description: summary, content: json(answer) },
              '400': refusal,
              '401': refusal,
              '403': refusal,
              '429': refusal,
            },
          },
        },
      ]),
    ),
  }
}

function parametersOf(query: z.ZodObject): object[] {
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, object>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    // What arrives as text is parsed: the schema of the parsed value says more.
    schema: Object.keys(schema).length > 0 ? schema : { type: 'integer' },
  }))
}

const json = (schema: core.$ZodType) => ({ 'application/json': { schema: schemaOf(schema, 'output') } })

/** JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
function schemaOf(schema: core.$ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

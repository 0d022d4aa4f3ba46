import { z } from 'zod'
import { customerTables } from '../db/customer-rows.ts'

const KeptIdentity = z.object({
  id: z.uuid(),
  customerId: z.uuid(),
  kind: z.enum(['phone', 'email']),
  value: z.string(),
  createdAt: z.coerce.date(),
})

/** What a merge did, in what it takes to undo it (CustomerMerge.moved). */
export const MergeRecord = z.object({
  /** Ids of the rows that changed hands, by table. */
  rows: z.partialRecord(z.enum(customerTables), z.array(z.uuid())),
  /** Claims that both had, as they stood: one is enough for one customer. */
  dropped: z.array(KeptIdentity),
  /** What the kept one did not have on their record, and got from the other. */
  filled: z.object({
    familyName: z.string().optional(),
    note: z.string().optional(),
    timeZone: z.string().optional(),
    language: z.string().optional(),
  }),
})
export type MergeRecord = z.infer<typeof MergeRecord>
export type DroppedIdentity = z.infer<typeof KeptIdentity>

/** Parameters that several tools share, described to the model in the same words. */
import { z } from 'zod'

export const givenName = z.string().max(200).describe('First name, as the person said or wrote it.')
export const familyName = z.string().max(200).describe('Last name, if they gave one.')
export const phone = z.string().max(100).describe('Phone number, as they gave it.')
export const email = z.string().max(300).describe('Email address, as they gave it.')
export const slot = z.string().max(40).describe('The slot of an opening that find_openings returned, such as SL_7Q.')
export const appointment = z.string().max(40).describe('The reference of an appointment, such as K7M3QX.')
export const confirmed = z
  .boolean()
  .describe('True only after this tool asked for confirmation and the person has said yes to that question.')
export const policyAccepted = z
  .boolean()
  .describe('True only after this tool answered needs_policy, its words were said, and the person has agreed to them.')
export const onlyThis = z
  .boolean()
  .describe('Of a visit with several services: true when the person wants this for the one service alone.')

import type { MindTool } from '../mind-request.ts'
import { SimulatedGates, type ScreeningQuestion } from './simulated-gates.ts'

export type Result = Record<string, unknown> & { ok: boolean }
type Args = Record<string, unknown>

const text = { type: 'string' }
const optional = { anyOf: [{ type: 'string' }, { type: 'null' }] }

function tool(name: string, properties: Record<string, unknown>, required: string[] = []): MindTool {
  return { name, description: name, parameters: { type: 'object', properties, required, additionalProperties: false } }
}

export const SPA_TOOLS: MindTool[] = [
  tool('list_services', { query: text }),
  tool('answer_question', { question: text }, ['question']),
  tool(
    'find_openings',
    {
      service: text,
      also: { type: 'array', items: text },
      from_date: text,
      to_date: text,
      time_of_day: { enum: ['morning', 'afternoon', 'evening', 'any'] },
      when: text,
      provider: text,
      moving: text,
    },
    ['service'],
  ),
  tool('hold_slot', { slot: text }, ['slot']),
  tool(
    'book_appointment',
    {
      slot: text,
      given_name: text,
      family_name: text,
      phone: text,
      email: text,
      note: optional,
      policy_accepted: { type: 'boolean' },
      confirmed: { type: 'boolean' },
    },
    ['slot', 'given_name'],
  ),
  tool('answer_screening', {
    answers: {
      type: 'array',
      items: {
        type: 'object',
        properties: { question: text, answer: { enum: ['yes', 'no', 'unsure'] }, date: optional },
        required: ['question', 'answer'],
      },
    },
    none_of_these: { type: 'boolean' },
  }),
  tool('send_code', { phone: text, email: text }),
  tool('check_code', { code: text }, ['code']),
  tool('find_my_appointments', {}),
  tool('reschedule_appointment', { appointment: text, slot: text, confirmed: { type: 'boolean' } }, [
    'appointment',
    'slot',
  ]),
  tool('cancel_appointment', { appointment: text, reason: text, confirmed: { type: 'boolean' } }, ['appointment']),
  tool('update_contact', {
    given_name: text,
    family_name: text,
    phone: text,
    email: text,
    confirmed: { type: 'boolean' },
  }),
  tool('take_message', { message: text, given_name: text, phone: text, email: text }, ['message']),
  tool('transfer_to_person', { reason: text }, ['reason']),
  tool('end_conversation', {}),
]

/** What a spa with a waitlist has beside these. */
export const JOIN_WAITLIST = tool(
  'join_waitlist',
  { service: text, when: text, provider: text, given_name: text, phone: text, email: text },
  ['service', 'given_name'],
)

const SERVICES = [
  { name: 'Botox', price: '$12 to $15 a unit; most people spend $250 to $600', minutes: 30 },
  { name: 'Dermal filler', price: '$650 to $1,200 a syringe', minutes: 60 },
  { name: 'Laser hair removal', price: '$75 to $400 an area', minutes: 30 },
  { name: 'HydraFacial', price: '$199', minutes: 60 },
  { name: 'Chemical peel', price: '$150 to $400', minutes: 45 },
  { name: 'Microneedling', price: '$250 to $450', minutes: 75 },
  { name: 'IPL photofacial', price: '$300 to $500', minutes: 45 },
  { name: 'Consultation', price: 'free with a treatment', minutes: 30 },
]

const KNOWLEDGE: Record<string, string> = {
  hours: 'We are open Monday to Friday from 9 AM to 7 PM and Saturday from 10 AM to 4 PM. We are closed on Sunday.',
  parking: 'There is a free car park behind the building.',
  policy: 'Please give us 24 hours of notice to move or cancel. Later changes cost $50.',
}

const WEEKDAYS = [
  'Tuesday, December 1',
  'Wednesday, December 2',
  'Thursday, December 3',
  'Friday, December 4',
  'Saturday, December 5',
]
const TIMES = ['10:00 AM', '2:30 PM', '4:00 PM', '6:15 PM']

/** A small spa that remembers, for conversations without a server. `script` overrides the next answers of a tool. */
export class SimulatedSpa {
  readonly booked: Args[] = []
  readonly moved: Args[] = []
  readonly cancelled: Args[] = []
  readonly messages: Args[] = []
  readonly transfers: Args[] = []
  readonly waiting: Args[] = []
  readonly calls: { name: string; args: Args }[] = []
  hasEnded = false
  isIdentified = false
  private readonly script = new Map<string, Result[]>()
  private readonly offered = new Map<string, string>()
  private asked = { key: '', at: 0 }
  private spoken = 0
  readonly gates: SimulatedGates

  constructor({
    questions = [],
    policy = null,
  }: { questions?: readonly ScreeningQuestion[]; policy?: string | null } = {}) {
    this.gates = new SimulatedGates({ questions, policy })
  }

  next(tool: string, ...results: Result[]): this {
    this.script.set(tool, [...(this.script.get(tool) ?? []), ...results])
    return this
  }

  /** The person has spoken: a confirmation that was asked for may now be given. */
  heard(): void {
    this.spoken++
  }

  run(name: string, args: Args): Result {
    this.calls.push({ name, args })
    const scripted = this.script.get(name)?.shift()
    if (scripted) return scripted
    switch (name) {
      case 'list_services':
        return { ok: true, services: SERVICES }
      case 'answer_question':
        return this.answer(String(args.question))
      case 'find_openings':
        return this.openings(args)
      case 'hold_slot':
        return this.offered.has(String(args.slot))
          ? { ok: true, held_until: '10 minutes' }
          : { ok: false, reason: 'unknown_slot' }
      case 'book_appointment':
        if (!args.phone && !args.email)
          return { ok: false, reason: 'needs_contact', say: 'I need a phone number or an email for that.' }
        return (
          this.gates.check(args, this.spoken) ??
          this.confirmed(
            name,
            args,
            `${this.offered.get(String(args.slot))} for ${String(args.given_name)}. Shall I book it?`,
          ) ??
          this.booking(args)
        )
      case 'answer_screening':
        return this.gates.answer(args, this.spoken)
      case 'join_waitlist':
        return this.done(this.waiting, args)
      case 'send_code':
        return { ok: true, say: 'I have sent you a code.' }
      case 'check_code':
        this.isIdentified = args.code === '421900'
        return this.isIdentified ? { ok: true } : { ok: false, reason: 'wrong_code', say: 'That is not the code.' }
      case 'find_my_appointments':
        if (!this.isIdentified)
          return { ok: false, reason: 'needs_identity', say: 'I need to check who you are first.' }
        return {
          ok: true,
          appointments: [
            { reference: 'AP_1', service: 'Botox', label: 'Monday, November 30 at 11:00 AM', provider: 'Dr. Lee' },
          ],
        }
      case 'reschedule_appointment':
        return this.confirmed(name, args, 'I would move it. Is that right?') ?? this.done(this.moved, args)
      case 'cancel_appointment':
        return this.confirmed(name, args, 'There is no fee. Shall I cancel it?') ?? this.done(this.cancelled, args)
      case 'take_message':
        return this.done(this.messages, args)
      case 'transfer_to_person':
        return this.done(this.transfers, args)
      case 'end_conversation':
        this.hasEnded = true
        return { ok: true }
      default:
        return { ok: true }
    }
  }

  labelOf(slot: unknown): string | undefined {
    return this.offered.get(String(slot))
  }

  private answer(question: string): Result {
    const key = /open|close|hours/i.test(question)
      ? 'hours'
      : /park/i.test(question)
        ? 'parking'
        : /cancel|late|fee/i.test(question)
          ? 'policy'
          : null
    return key
      ? { ok: true, articles: [{ title: key, body: KNOWLEDGE[key] }] }
      : { ok: false, reason: 'not_found', say: 'I do not have that to hand.' }
  }

  private openings(args: Args): Result {
    const when = typeof args.when === 'string' ? args.when.toLowerCase() : ''
    const days = WEEKDAYS.filter((day) => when.includes((day.split(',')[0] ?? '').toLowerCase()))
    const all = (days.length > 0 ? days : WEEKDAYS).flatMap((day) => TIMES.map((time) => `${day} at ${time}`))
    const fitting = all.filter((label) => !/morning/.test(when) || label.endsWith('AM')).slice(0, 6)
    const openings = fitting.map((label) => {
      const slot = `SL_${label.replace(/\W/g, '').slice(-12)}`
      this.offered.set(slot, label)
      return { slot, label, provider: label.includes('10:00') ? 'Maya Cole, NP' : 'Dr. Lee' }
    })
    return { ok: true, openings }
  }

  private confirmed(name: string, args: Args, say: string): Result | null {
    const key = `${name} ${JSON.stringify({ ...args, confirmed: undefined })}`
    if (args.confirmed === true && this.asked.key === key && this.spoken > this.asked.at) return null
    this.asked = { key, at: this.spoken }
    return { ok: false, reason: 'needs_confirmation', say }
  }

  private booking(args: Args): Result {
    this.booked.push(args)
    if (!this.gates.needsReview) return { ok: true, status: 'booked' }
    const say = 'I have kept this for you. A clinician looks at your answers first.'
    return { ok: true, status: 'pending_review', say, mustSay: true }
  }

  private done(list: Args[], args: Args): Result {
    list.push(args)
    return { ok: true }
  }
}

import { maskedContact } from '../../customers/contact.ts'
import type { Person } from '../../customers/find-or-create.ts'
import { fullName, namesAgree } from '../../customers/names.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import { lockConversation } from '../../db/locks.ts'
import type { AssessmentToStore } from '../../scheduling/booking/booking-rows.ts'
import { adoptAnswers, isTheirConversation, standingAnswers } from '../../scheduling/screening/answers.ts'
import { assessAppointments } from '../../scheduling/screening/assess-appointments.ts'
import { detailOf } from '../../scheduling/screening/assessment.ts'
import { evaluateScreening, type Evaluation } from '../../scheduling/screening/evaluate-screening.ts'
import { loadScreening } from '../../scheduling/screening/questions.ts'
import { raiseClinicianReview, unbookedSubject } from '../../scheduling/screening/review-task.ts'
import { slotLabel } from '../../scheduling/slot-label.ts'
import { inWords } from '../list-services.ts'
import type { OfferedPart } from '../offered-visit.ts'
import { needsScreening, nextQuestions, putQuestions } from '../screening/ask.ts'
import type { ToolContext } from '../tool.ts'
import { stop, type Gate } from './gate.ts'

export interface Screened {
  assessments: AssessmentToStore[]
  /** Approved sentences for the visit. */
  preparations: string[]
  needsReview: boolean
}

/**
 * Asks what has not been answered, and applies the rules to what has: nothing is judged here.
 * `person` is who the visit is for. Their answers on file count only where this conversation
 * has proved to be theirs.
 */
export async function passScreening(
  context: ToolContext,
  {
    parts,
    person,
    customerId: known,
  }: {
    parts: readonly OfferedPart[]
    person: Person
    /** Whose appointment it is that changes: this conversation may see it. */
    customerId?: string
  },
): Promise<Gate<Screened>> {
  const { tenant, conversation } = context
  // Before the transaction: words of speech may take a moment.
  const last = await context.lastCustomerTurn()
  return tenant.transaction(async (tx): Promise<Gate<Screened>> => {
    const screening = await loadScreening(
      tx,
      parts.map(({ service }) => service.id),
    )
    if (screening.questions.length === 0) return { passed: true, assessments: [], preparations: [], needsReview: false }
    const { id: conversationId, now } = conversation
    await lockConversation(tx, conversationId)
    const customerId = known ?? (await customerPresent(tx, { conversationId, person }))
    const isTheirs = customerId !== null && (await isTheirConversation(tx, { conversationId, customerId }))
    const answers = await standingAnswers(tx, {
      conversationId,
      customerId,
      isTheirs,
      secrets: tenant.secrets,
      questions: screening.questions,
      now,
    })
    const answered = new Set(answers.map(({ questionKey }) => questionKey))
    const open = screening.questions.filter(({ key }) => !answered.has(key))
    if (open.length > 0) {
      const questions = nextQuestions(open)
      await putQuestions(tx, { conversationId, questions, position: last?.position ?? -1, now })
      return { passed: false, answer: needsScreening(questions, answers.length > 0 ? 'A few more' : undefined) }
    }

    if (customerId !== null && (await adoptAnswers(tx, { conversationId, customerId, isTheirs, now }))) {
      // What they have told us now is held against what they have booked before, whatever becomes of this visit.
      const { enqueue } = context
      const where = { customerId, startsAt: { gt: now } }
      await assessAppointments(tx, { tenantId: tenant.id, secrets: tenant.secrets, enqueue, now, where })
    }
    const evaluated = parts.flatMap((part) => {
      const rules = screening.rules.get(part.service.id)
      if (!rules) return []
      const keys = new Set(rules.map(({ questionKey }) => questionKey))
      const own = answers.filter(({ questionKey }) => keys.has(questionKey))
      const evaluation = evaluateScreening({ rules, answers: own, startsOn: part.localDate })
      const detail = detailOf(evaluation, { answers: own, startsOn: part.localDate })
      return [{ part, evaluation, text: JSON.stringify(detail) }]
    })
    const blocked = evaluated.find(({ evaluation }) => evaluation.outcome === 'block')
    if (blocked) return clinicianNeeded(tx, context, { ...blocked, person })
    const early = evaluated
      .filter(({ evaluation }) => evaluation.outcome === 'earliest')
      .toSorted((a, b) => Temporal.PlainDate.compare(b.evaluation.earliest!, a.evaluation.earliest!))[0]
    if (early) return tooEarly(early.evaluation)
    return {
      passed: true,
      assessments: evaluated.map(({ part, evaluation, text }) => ({
        serviceId: part.service.id,
        outcome: evaluation.outcome,
        text,
      })),
      preparations: sentences(
        evaluated.map(({ evaluation }) => evaluation),
        'prepare',
      ),
      needsReview: evaluated.some(({ evaluation }) => evaluation.outcome === 'review'),
    }
  })
}

/** The customer that this conversation has come to be about, if the visit is for them. */
async function customerPresent(
  tx: TenantTransaction,
  { conversationId, person }: { conversationId: string; person: Person },
): Promise<string | null> {
  const row = await tx.conversation.findFirst({ where: { id: conversationId }, select: { customer: true } })
  const customer = row?.customer
  return customer && namesAgree(customer, person) ? customer.id : null
}

function sentences(evaluations: readonly Evaluation[], effect: 'prepare' | 'block' | 'earliest'): string[] {
  const found = evaluations.flatMap(({ findings }) => findings.filter((one) => one.effect === effect))
  return [...new Set(found.map(({ text }) => text))]
}

/** Not booked: a clinician gets in touch. The task says whom to reach about what, never what was answered. */
async function clinicianNeeded(
  tx: TenantTransaction,
  context: ToolContext,
  { part, evaluation, person }: { part: OfferedPart; evaluation: Evaluation; person: Person },
): Promise<Gate<never>> {
  const { id: conversationId } = context.conversation
  const { service, provider, startsAt, timeZone } = part
  const contactOf = (kind: 'phone' | 'email') => person.contacts.find((one) => one.kind === kind)?.value
  await raiseClinicianReview(tx, {
    subjectKey: unbookedSubject({ conversationId, serviceId: service.id }),
    title: `Speak to ${fullName(person)} before booking ${service.name}`,
    conversationId,
    appointmentId: null,
    data: {
      customer: fullName(person),
      ...(contactOf('phone') ? { phone: contactOf('phone')! } : {}),
      ...(contactOf('email') ? { email: contactOf('email')! } : {}),
      service: service.name,
      wanted: `${slotLabel(startsAt, timeZone)} with ${provider.displayName}`,
      what: 'By the screening rules this is not booked before a clinician has spoken to them. The answers are with the conversation.',
    },
  })
  const consultation = await consultationFor(tx, service)
  const reach = inWords(person.contacts.map(maskedContact), 'or')
  const offer = consultation
    ? ` Would you like to book a ${consultation.name.toLowerCase()} in the meantime?`
    : ' Is there anything else I can help with?'
  const said = sentences([evaluation], 'block')
  return privately('clinician_review_needed', `${said.join(' ')} They will contact you by ${reach}.${offer}`, {
    mustSay: true,
    ...(consultation ? { consultation: consultation.name } : {}),
  })
}

function consultationFor(
  tx: TenantTransaction,
  service: { prerequisiteServiceId: string | null },
): Promise<{ name: string } | null> {
  return tx.service.findFirst({
    where: {
      isActive: true,
      ...(service.prerequisiteServiceId
        ? { id: service.prerequisiteServiceId }
        : { slug: { contains: 'consult' }, screeningRules: { none: {} } }),
    },
    select: { name: true },
  })
}

/** Kept sealed in the record of calls: it follows from what was answered. */
function privately(...words: Parameters<typeof stop>): Gate<never> {
  const stopped = stop(...words)
  return { ...stopped, answer: { ...stopped.answer, isPrivate: true } }
}

const longDay = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'UTC' })

function tooEarly(evaluation: Evaluation): Gate<never> {
  const { earliest } = evaluation
  const day = longDay.format(earliest!.toZonedDateTime('UTC').epochMilliseconds)
  const said = sentences([evaluation], 'earliest').join(' ')
  return privately('too_early', `${said} The first day I can look at is ${day}. Shall I look for times from then?`, {
    mustSay: true,
    earliest: earliest!.toString(),
  })
}

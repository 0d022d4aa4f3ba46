import type { ScreeningQuestion } from './simulated-gates.ts'
import { SimulatedSpa } from './simulated-spa.ts'
import { Talk } from './talk.ts'

/** Questions of a spa that no real spa asks in these words. */
export const QUESTIONS: readonly ScreeningQuestion[] = [
  {
    key: 'with_child',
    kind: 'yes_no',
    text: 'Are you expecting a baby, or breastfeeding?',
    short: 'expecting a baby, or breastfeeding',
    effect: 'block',
  },
  {
    key: 'nut_allergy',
    kind: 'yes_no',
    text: 'Are you allergic to nuts?',
    short: 'an allergy to nuts',
    effect: 'review',
  },
  {
    key: 'acne_pills',
    kind: 'yes_no_date',
    text: 'Have you taken isotretinoin, also called Accutane, this year? When was the last time?',
    short: 'isotretinoin, also called Accutane, this year',
    effect: 'earliest',
  },
]
export const POLICY = 'We keep $40 when you cancel less than a day before.'
/** What is said up to the first gate. */
export const TO_THE_GATES = ['chemical peel on tuesday', '2:30', 'Ana Silva', '212 555 0177']

export function atTheGates(spa: SimulatedSpa): Talk {
  const conversation = new Talk(spa)
  for (const line of TO_THE_GATES) conversation.say(line)
  return conversation
}

export const screened = (): SimulatedSpa => new SimulatedSpa({ questions: QUESTIONS, policy: POLICY })

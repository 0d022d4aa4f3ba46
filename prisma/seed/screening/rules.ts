import type { QuestionKey } from './questions.ts'

/** What a yes means for one service. */
export interface RuleDefinition {
  effect: 'block' | 'review' | 'earliest' | 'prepare'
  untilMonths?: number
  untilDays?: number
  /** Said to the person, word for word. */
  text: string
}

/** The columns of the table. A service of a spa is screened as the column that is closest to it. */
export type Column = 'toxin' | 'filler' | 'laserHair' | 'hydra' | 'peel' | 'needling' | 'ipl' | 'cooling' | 'iv'

// Approved sentences. None says that somebody may or may not have a treatment, and none tells anyone
// to stop a medicine: a clinician reviews it.
const block: RuleDefinition = {
  effect: 'block',
  text: 'Thank you for telling me. I can’t book this treatment as it stands: one of our clinicians will look at it with you first.',
}
const review: RuleDefinition = {
  effect: 'review',
  text: 'Thank you for telling me. One of our clinicians will review this before anything is done.',
}
const medicine = 'Whether anything about a medicine changes is only for whoever prescribed it to say.'
const after = (until: { untilMonths?: number; untilDays?: number }, text: string): RuleDefinition => ({
  effect: 'earliest',
  ...until,
  text,
})
const isotretinoin = (untilMonths: number) =>
  after({ untilMonths }, `We book this from ${untilMonths} months after the last dose of isotretinoin. ${medicine}`)
const tan = after({ untilDays: 28 }, 'We book this from four weeks after a tan, a sunburn or self-tanner has faded.')
const healed = after({ untilDays: 14 }, 'We book this from two weeks after the skin in the area has healed.')
const retinoids = after({ untilDays: 7 }, `We book this from seven days after a retinoid was last used. ${medicine}`)
const waxing = after({ untilDays: 14 }, 'We book this from two weeks after waxing or a peel in the area.')
const prepare = (text: string): RuleDefinition => ({ effect: 'prepare', text })
const askBefore =
  'For the visit: please tell the provider that you use a retinoid. Whether to pause it in the week before is for them or your prescriber to say.'

/**
 * Question × service, as manufacturers and clinics publish it, the stricter and longer where they
 * differ. Whether a good-faith exam is recent enough is no question: see a service's prerequisite.
 */
export const rules: Record<QuestionKey, Partial<Record<Column, RuleDefinition>>> = {
  pregnant: {
    toxin: block,
    filler: block,
    laserHair: block,
    hydra: review,
    peel: block,
    needling: block,
    ipl: block,
    cooling: block,
    iv: block,
  },
  under_18: {
    toxin: block,
    filler: block,
    laserHair: review,
    hydra: review,
    peel: review,
    needling: review,
    ipl: review,
    cooling: block,
    iv: block,
  },
  serious_allergy: {
    toxin: review,
    filler: review,
    laserHair: review,
    hydra: review,
    peel: review,
    needling: review,
    ipl: review,
    cooling: review,
    iv: review,
  },
  toxin_allergy: { toxin: block },
  filler_allergy: { filler: block, needling: review },
  aspirin_shellfish_allergy: { hydra: review, peel: review },
  nerve_muscle_disease: { toxin: block },
  aminoglycosides: { toxin: review },
  isotretinoin: {
    laserHair: isotretinoin(12),
    hydra: isotretinoin(12),
    peel: isotretinoin(12),
    needling: isotretinoin(6),
    ipl: isotretinoin(6),
  },
  photosensitising_medicine: { laserHair: review, peel: review, ipl: review },
  tan: { laserHair: tan, hydra: review, peel: review, needling: review, ipl: tan },
  skin_infection: {
    toxin: block,
    filler: block,
    laserHair: review,
    hydra: healed,
    peel: healed,
    needling: healed,
    ipl: review,
    cooling: review,
  },
  cold_sore_history: { filler: review, hydra: review, peel: review, needling: review },
  bleeding: { toxin: review, filler: review, needling: review, cooling: review, iv: review },
  autoimmune_disease: {
    toxin: review,
    filler: review,
    laserHair: review,
    needling: review,
    ipl: review,
    cooling: review,
  },
  keloids: { laserHair: review, peel: review, needling: review, ipl: review },
  epilepsy_or_implant: { laserHair: review, needling: review, ipl: review, cooling: review },
  very_dark_skin: { laserHair: review, peel: review, ipl: block },
  dental_or_vaccine: {
    filler: after({ untilDays: 14 }, 'We book filler at least two weeks away from dental work or a vaccine.'),
  },
  recent_injectables: {
    laserHair: review,
    needling: after({ untilDays: 14 }, 'We book this from 14 days after an injectable in the same area.'),
    ipl: review,
  },
  retinoids: {
    laserHair: prepare(askBefore),
    hydra: retinoids,
    peel: retinoids,
    needling: retinoids,
    ipl: prepare(askBefore),
  },
  waxing_or_peel: {
    laserHair: prepare('For the visit: please tell the provider about the waxing or the peel when you arrive.'),
    hydra: waxing,
    peel: waxing,
    needling: waxing,
    ipl: prepare('For the visit: please tell the provider about the waxing or the peel when you arrive.'),
  },
  plucking: {
    laserHair: prepare(
      'For the visit: please do not wax, pluck or thread the area for six weeks before, and shave it the day before.',
    ),
  },
  cold_blood_disease: { cooling: block },
  hernia_or_cold_reaction: { cooling: block },
  heart_kidney_liver: { iv: block },
  new_medicine: {
    toxin: review,
    filler: review,
    laserHair: review,
    needling: review,
    ipl: review,
    cooling: review,
    iv: review,
  },
}

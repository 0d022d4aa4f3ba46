/** One question about health, in plain language. Demo data: each spa's medical director approves its own. */
export interface QuestionDefinition {
  key: string
  /** On its own, ending in a question mark. */
  text: string
  /** In a list after "do any of these apply to you:". */
  shortText: string
  answerKind?: 'yes_no' | 'yes_no_date'
  /** Days that an answer stands. */
  validDays: number
}

// What changes within days is asked again soon; what hardly ever changes, twice a year.
const soon = 14
const monthly = 30
const seldom = 180

/** In the order in which they are asked. */
export const questions = [
  {
    key: 'pregnant',
    text: 'Are you pregnant, trying to become pregnant, or breastfeeding?',
    shortText: 'being pregnant, trying to be, or breastfeeding',
    validDays: monthly,
  },
  { key: 'under_18', text: 'Are you under 18?', shortText: 'being under 18', validDays: seldom },
  {
    key: 'serious_allergy',
    text: 'Have you ever had a serious allergic reaction?',
    shortText: 'a serious allergic reaction to anything',
    validDays: seldom,
  },
  {
    key: 'toxin_allergy',
    text: 'Are you allergic to botulinum toxin, albumin, or cow’s milk protein?',
    shortText: 'an allergy to botulinum toxin, albumin or cow’s milk protein',
    validDays: seldom,
  },
  {
    key: 'filler_allergy',
    text: 'Have you reacted badly to lidocaine, hyaluronidase, or an earlier filler?',
    shortText: 'a bad reaction to lidocaine, hyaluronidase or filler',
    validDays: seldom,
  },
  {
    key: 'aspirin_shellfish_allergy',
    text: 'Are you allergic to aspirin or shellfish?',
    shortText: 'an allergy to aspirin or shellfish',
    validDays: seldom,
  },
  {
    key: 'nerve_muscle_disease',
    text: 'Do you have a nerve or muscle disease, such as myasthenia gravis, Lambert-Eaton or ALS?',
    shortText: 'a nerve or muscle disease such as myasthenia gravis',
    validDays: seldom,
  },
  {
    key: 'aminoglycosides',
    text: 'Are you on an aminoglycoside antibiotic, such as gentamicin or tobramycin?',
    shortText: 'an antibiotic such as gentamicin or tobramycin',
    validDays: soon,
  },
  {
    key: 'isotretinoin',
    text: 'Have you taken isotretinoin, also called Accutane, in the last twelve months? If so, when did you last take it?',
    shortText: 'isotretinoin, also called Accutane, in the last twelve months',
    answerKind: 'yes_no_date',
    validDays: monthly,
  },
  {
    key: 'photosensitising_medicine',
    text: 'Do you take anything that makes skin sensitive to light, such as doxycycline or St John’s wort?',
    shortText: 'a medicine that makes skin sensitive to light, such as doxycycline or St John’s wort',
    validDays: soon,
  },
  {
    key: 'tan',
    text: 'Have you had a tan, a sunburn or self-tanner in the last four weeks? If so, when was it last there?',
    shortText: 'a tan, sunburn or self-tanner in the last four weeks',
    answerKind: 'yes_no_date',
    validDays: soon,
  },
  {
    key: 'skin_infection',
    text: 'Have you had an infection, a rash, open skin or a cold sore in the area lately? If so, when was it last there?',
    shortText: 'an infection, rash, open skin or cold sore in the area',
    answerKind: 'yes_no_date',
    validDays: soon,
  },
  {
    key: 'cold_sore_history',
    text: 'Do you sometimes get cold sores?',
    shortText: 'getting cold sores now and then',
    validDays: seldom,
  },
  {
    key: 'bleeding',
    text: 'Do you take a blood thinner, or have a bleeding disorder?',
    shortText: 'a blood thinner or a bleeding disorder',
    validDays: monthly,
  },
  {
    key: 'autoimmune_disease',
    text: 'Do you have an autoimmune disease, such as lupus?',
    shortText: 'an autoimmune disease such as lupus',
    validDays: seldom,
  },
  {
    key: 'keloids',
    text: 'Do you get keloids or raised scars, or heal with poor scars?',
    shortText: 'keloids or poor scarring',
    validDays: seldom,
  },
  {
    key: 'epilepsy_or_implant',
    text: 'Do you have epilepsy, a pacemaker, or an implant in the area?',
    shortText: 'epilepsy, a pacemaker, or an implant in the area',
    validDays: seldom,
  },
  {
    key: 'very_dark_skin',
    text: 'Is your natural skin very dark brown or black, so that it never burns? Settings depend on it.',
    shortText: 'very dark brown or black skin that never burns',
    validDays: seldom,
  },
  {
    key: 'dental_or_vaccine',
    text: 'Have you had, or will you have, dental work or a vaccine within two weeks of the visit? If so, when?',
    shortText: 'dental work or a vaccine within two weeks of the visit',
    answerKind: 'yes_no_date',
    validDays: soon,
  },
  {
    key: 'recent_injectables',
    text: 'Have you had Botox, filler or another injectable there in the last two weeks? If so, when?',
    shortText: 'Botox, filler or another injectable there in the last two weeks',
    answerKind: 'yes_no_date',
    validDays: soon,
  },
  {
    key: 'retinoids',
    text: 'Have you used a retinoid, such as retinol or tretinoin, in the last week? If so, when did you last use it?',
    shortText: 'a retinoid such as retinol or tretinoin in the last week',
    answerKind: 'yes_no_date',
    validDays: soon,
  },
  {
    key: 'waxing_or_peel',
    text: 'Have you had waxing or a peel in the area in the last two weeks? If so, when?',
    shortText: 'waxing or a peel in the area in the last two weeks',
    answerKind: 'yes_no_date',
    validDays: soon,
  },
  {
    key: 'plucking',
    text: 'Do you wax, pluck or thread the area?',
    shortText: 'waxing, plucking or threading the area in the last six weeks',
    validDays: monthly,
  },
  {
    key: 'cold_blood_disease',
    text: 'Have you been told that you have cryoglobulinaemia, cold agglutinin disease, or paroxysmal cold haemoglobinuria?',
    shortText: 'cryoglobulinaemia, cold agglutinin disease or paroxysmal cold haemoglobinuria',
    validDays: seldom,
  },
  {
    key: 'hernia_or_cold_reaction',
    text: 'Do you have a hernia, Raynaud’s, or hives from cold?',
    shortText: 'a hernia, Raynaud’s, or hives from cold',
    validDays: seldom,
  },
  {
    key: 'heart_kidney_liver',
    text: 'Do you have heart failure, kidney or liver disease, G6PD deficiency, or haemochromatosis?',
    shortText: 'heart failure, kidney or liver disease, G6PD deficiency or haemochromatosis',
    validDays: seldom,
  },
  {
    key: 'new_medicine',
    text: 'Has a medicine of yours been started or changed since you last saw a provider here?',
    shortText: 'a medicine that is new or has changed since you last saw a provider here',
    validDays: monthly,
  },
] as const satisfies readonly QuestionDefinition[]

export type QuestionKey = (typeof questions)[number]['key']

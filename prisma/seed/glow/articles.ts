import type { ArticleDefinition } from '../spa-definition.ts'

const director = 'Dr. Maya Castellano, MD'

export const articles: ArticleDefinition[] = [
  {
    title: 'Opening hours',
    body: 'We are open Monday 10 am to 6 pm, Tuesday to Thursday 10 am to 8 pm, Friday 10 am to 7 pm and Saturday 9 am to 5 pm. On Sunday we are closed. Ava answers day and night.',
    tags: ['hours', 'open', 'closed', 'sunday', 'weekend', 'late', 'evening'],
  },
  {
    title: 'Where we are and where to park',
    body: 'Glow is at 118 Mercer Street in SoHo, second floor, with a lift. There is metered street parking on Mercer and Crosby Street, and the garage at 165 Mercer Street is one block away; we do not validate. Prince Street station is a three-minute walk.',
    tags: ['parking', 'park', 'car', 'garage', 'directions', 'address', 'subway', 'location', 'where'],
  },
  {
    title: 'Your first visit',
    body: 'Please come ten minutes early with a photo ID and a list of your medicines. Your provider goes through your health history, examines you and agrees a plan with you before anything is done. If you have treatment the same day, plan for an hour and a half.',
    tags: ['first', 'new client', 'prepare', 'bring', 'arrive', 'expect'],
  },
  {
    title: 'Prices and how they are quoted',
    body: 'We publish ranges because the exact price depends on your plan: Botox is $14 a unit, filler is by the syringe, lasers are by the area. The provider tells you the exact price before you decide. Nothing is added afterwards.',
    tags: ['price', 'prices', 'cost', 'how much', 'quote', 'expensive'],
  },
  {
    title: 'Cancelling or moving an appointment',
    body: 'You can cancel or move free of charge until 24 hours before; for fillers, microneedling and CoolSculpting until 48 hours before. After that, or if you do not come, the fee or the deposit named at booking applies. Ava can move or cancel for you once you have proved who you are with a code.',
    tags: ['cancel', 'cancellation', 'reschedule', 'move', 'no-show', 'fee', 'policy', 'late notice'],
  },
  {
    title: 'Running late',
    body: 'Tell us as soon as you know. Up to fifteen minutes we can usually still see you, perhaps with a shorter treatment. After that we offer you the next free time.',
    tags: ['late', 'delay', 'running late', 'traffic'],
  },
  {
    title: 'How to pay',
    body: 'We take all major cards, Apple Pay and Google Pay, and HSA or FSA cards where your plan allows it. Deposits are paid by a secure link that we send you. Please never give a card number by phone, text or chat.',
    tags: ['payment', 'pay', 'card', 'apple pay', 'deposit', 'HSA', 'FSA', 'cash', 'amex', 'visa'],
  },
  {
    title: 'Financing',
    body: 'For plans of $500 or more you can pay over 6 or 12 months with Cherry. You apply online in about two minutes, and the approval is Cherry’s decision.',
    tags: ['financing', 'installments', 'cherry', 'monthly', 'pay over time', 'afford'],
  },
  {
    title: 'Membership: the Glow Circle',
    body: 'The Glow Circle is $129 a month: one Signature HydraFacial each month or the same value banked, 10 per cent off injectables, and birthday credit of $50. You can stop after three months with 30 days’ notice.',
    tags: ['membership', 'member', 'glow circle', 'monthly', 'subscription', 'discount'],
  },
  {
    title: 'Insurance',
    body: 'Our treatments are cosmetic, so health insurance does not pay for them and we do not bill it. We can give you an itemised receipt.',
    tags: ['insurance', 'covered', 'coverage', 'aetna', 'blue cross', 'medicare', 'reimburse'],
  },
  {
    title: 'Who performs the treatments',
    body: 'Botox and fillers are given by our physician or nurse practitioner; our registered nurse injects on a physician’s order. A certified laser operator or the nurse practitioner performs lasers. Facials and superficial peels are done by licensed aestheticians. Dr. Maya Castellano is the medical director. Sofía Delgado speaks Spanish, Grace Lin speaks Mandarin.',
    tags: [
      'who',
      'injections',
      'spanish',
      'mandarin',
      'doctor',
      'nurse',
      'injector',
      'provider',
      'licensed',
      'qualified',
      'aesthetician',
      'medical director',
    ],
  },
  {
    title: 'The good-faith exam',
    body: 'Before a first medical treatment, a physician or nurse practitioner examines you, in person or by secure video. It takes about fifteen minutes, is part of the consultation, and is repeated once a year or when your medicines change.',
    tags: ['good faith exam', 'GFE', 'telehealth', 'video', 'exam', 'virtual', 'online visit'],
    approvedBy: director,
  },
  {
    title: 'Minimum age',
    body: 'Medical treatments are for adults of 18 and over. A teenager may have a HydraFacial from 14 with a parent in the room.',
    tags: ['age', 'minor', 'teen', 'teenager', 'daughter', 'son', 'under 18', 'how old'],
    approvedBy: director,
  },
  {
    title: 'Pregnancy and breastfeeding',
    body: 'We do not give injectables, lasers, peels, microneedling or IV therapy to clients who are pregnant, trying to be, or breastfeeding. A clinician will talk with you about what is possible, and we are glad to see you afterwards.',
    tags: ['pregnant', 'pregnancy', 'breastfeeding', 'nursing', 'expecting'],
    approvedBy: director,
  },
  {
    title: 'After Botox',
    body: 'Stay upright for 4 hours. No exercise and no alcohol for 24 hours. Do not rub the area and have no facials that day. The effect begins from day 2 and is full at about day 14. If anything worries you, call us; for trouble swallowing, speaking or breathing call 911.',
    tags: ['aftercare', 'after', 'botox', 'tox', 'exercise', 'alcohol', 'lie down', 'workout'],
    approvedBy: director,
  },
  {
    title: 'After filler',
    body: 'Expect some swelling and perhaps bruises for a few days. No pressure, heat or alcohol for 24 to 48 hours. Strong pain, white or mottled skin, cool skin or any change of vision is an emergency: call 911, then us.',
    tags: ['aftercare', 'after', 'filler', 'lips', 'swelling', 'bruise', 'bruising'],
    approvedBy: director,
  },
  {
    title: 'After laser or IPL',
    body: 'Use SPF 30 or higher every day. No hot showers, sauna, exercise or friction on the area for 24 to 48 hours. Warmth and redness like a light sunburn are usual on the first day; blisters are not, so call us if you see any.',
    tags: ['aftercare', 'after', 'laser', 'IPL', 'sun', 'spf', 'shower', 'redness'],
    approvedBy: director,
  },
  {
    title: 'After a peel or microneedling',
    body: 'Redness for 24 to 48 hours is usual, and flaking may follow a peel. Cleanse gently, moisturise, wear SPF, and leave retinoids out until your provider says so. Do not pick or scrub.',
    tags: ['aftercare', 'after', 'peel', 'microneedling', 'flaking', 'retinol', 'makeup', 'redness'],
    approvedBy: director,
  },
  {
    title: 'Downtime by treatment',
    body: 'HydraFacial: none. Botox: none, with no exercise for a day. Laser and IPL: a day or two of redness. Filler: two to five days of swelling. Peel: three to five days of flaking. Microneedling: one to three days of redness. Please leave two weeks before a big event for injectables.',
    tags: ['downtime', 'recovery', 'work', 'event', 'wedding', 'how long', 'heal'],
    approvedBy: director,
  },
  {
    title: 'Preparing for laser',
    body: 'Shave the area the day before. Do not wax, pluck or thread for four to six weeks before hair removal. Come with clean skin and without a tan or self-tanner; if you have been in the sun, tell us and we find a later date.',
    tags: ['prepare', 'before', 'laser', 'shave', 'tan', 'wax', 'hair removal'],
    approvedBy: director,
  },
]

import type { ArticleDefinition } from '../spa-definition.ts'

const director = 'Dr. Julian Okafor, MD'

export const articles: ArticleDefinition[] = [
  {
    title: 'When we are open',
    body: 'Tuesday to Friday 9 am to 7 pm, Saturday 9 am to 6 pm, Sunday 10 am to 4 pm. Mondays are our day of rest. You can reach Ava at any hour.',
    tags: ['hours', 'open', 'closed', 'monday', 'sunday', 'weekend', 'today'],
  },
  {
    title: 'Finding us and parking',
    body: 'We are at 1427 Abbot Kinney Boulevard in Venice, through the courtyard beside the florist. Our own car park is behind the building: enter from Electric Avenue and use a space marked Lumen, free for two hours. Bicycles can come into the courtyard.',
    tags: ['parking', 'park', 'car', 'address', 'directions', 'location', 'bike', 'where'],
  },
  {
    title: 'What happens at your first appointment',
    body: 'You fill in a short health form from the link we text you, meet your provider, and hear what would and would not suit you. You can be treated the same day if both of you want to. Please bring a photo ID and allow 75 minutes.',
    tags: ['first', 'new patient', 'prepare', 'bring', 'form', 'expect'],
  },
  {
    title: 'What things cost',
    body: 'Botox is $13 a unit, fillers start at $695 a syringe, HydraFacials start at $185 and laser hair removal at $75 an area. Your provider writes the exact figure on your plan before you agree to it.',
    tags: ['price', 'prices', 'cost', 'how much', 'rates', 'fee'],
  },
  {
    title: 'Our cancellation policy',
    body: 'We ask for 24 hours’ notice, and 48 hours for filler, microneedling and CoolSculpting. With less notice the fee is $75, or the deposit for long appointments. We know life happens, so we waive the first fee.',
    tags: ['cancel', 'cancellation', 'reschedule', 'move', 'no-show', 'fee', 'policy', 'refund'],
  },
  {
    title: 'If you are running behind',
    body: 'Send us a message. Ten minutes is no problem. After ten minutes we may have to shorten the visit or find you another time, so that the next guest does not wait.',
    tags: ['late', 'running late', 'delay', 'traffic'],
  },
  {
    title: 'Ways to pay',
    body: 'Cards, Apple Pay, HSA and FSA cards, and cash. Deposits go through a secure link on your phone. We never ask for card details in a call or a chat.',
    tags: ['payment', 'pay', 'card', 'cash', 'HSA', 'FSA', 'deposit', 'amex', 'visa'],
  },
  {
    title: 'Payment plans',
    body: 'CareCredit and Affirm are both welcome for treatments over $300. Applying does not take longer than a coffee, and the lender decides.',
    tags: ['financing', 'payment plan', 'affirm', 'carecredit', 'installments', 'monthly'],
  },
  {
    title: 'The Lumen membership',
    body: 'Lumen Members pay $99 a month and choose one treatment worth up to $185 each month. Unused months roll over for a year. Members also have Botox at $11.50 a unit. Cancel any time after the second month.',
    tags: ['membership', 'member', 'monthly', 'subscription', 'perks', 'discount'],
  },
  {
    title: 'Does insurance cover it?',
    body: 'No. What we do is elective and cosmetic, and we do not work with insurers. Some people can use HSA or FSA money; ask your plan.',
    tags: ['insurance', 'covered', 'coverage', 'kaiser', 'blue shield', 'medi-cal', 'reimburse'],
  },
  {
    title: 'Who will treat you',
    body: 'Injectables are given by our physician, physician assistant, nurse practitioner, or a registered nurse on their order. In California lasers and microneedling belong in medical hands, so a nurse does those. Facials and superficial peels are with our aestheticians. Dr. Julian Okafor directs all medical care. Bea Sandoval speaks Spanish, Naomi Tanaka speaks Japanese.',
    tags: [
      'who',
      'injections',
      'languages',
      'doctor',
      'nurse',
      'injector',
      'provider',
      'licensed',
      'qualified',
      'aesthetician',
    ],
  },
  {
    title: 'Video consultation',
    body: 'Your consultation and good-faith exam can be by secure video from anywhere in California. We text you a link, it takes about twenty minutes, and it is free. It is valid for twelve months unless your health or medicines change.',
    tags: ['telehealth', 'video', 'virtual', 'good faith exam', 'GFE', 'zoom', 'online', 'remote'],
    approvedBy: director,
  },
  {
    title: 'How old do I have to be?',
    body: 'Eighteen for anything medical, with ID. From sixteen, a parent can bring a teenager for a facial.',
    tags: ['age', 'minor', 'teen', 'teenager', 'under 18', 'daughter', 'son'],
    approvedBy: director,
  },
  {
    title: 'Expecting or nursing',
    body: 'Injectables, lasers, peels, microneedling, CoolSculpting and drips wait until after pregnancy and breastfeeding. A clinician is happy to talk about it with you.',
    tags: ['pregnant', 'pregnancy', 'breastfeeding', 'nursing', 'trying to conceive'],
    approvedBy: director,
  },
  {
    title: 'Botox and Dysport aftercare',
    body: 'Keep your head up for 4 hours. Skip the gym and alcohol for 24 hours, leave the area alone, and have no facial the same day. You see a change from day 2, and the full result after two weeks. Trouble with swallowing, speech or breathing: call 911.',
    tags: ['aftercare', 'after', 'botox', 'dysport', 'gym', 'exercise', 'alcohol', 'sleep'],
    approvedBy: director,
  },
  {
    title: 'Filler aftercare',
    body: 'Swelling and a bruise or two are common for some days. Keep away from pressure, heat and alcohol for 24 to 48 hours. Severe pain, pale or blotchy skin, cold skin or any change in your sight: call 911 at once, then our line.',
    tags: ['aftercare', 'after', 'filler', 'lips', 'swelling', 'bruise', 'massage'],
    approvedBy: director,
  },
  {
    title: 'Laser and IPL aftercare',
    body: 'Sunscreen of SPF 30 or more, every day. No heat, hot yoga, sauna or tight clothes on the area for 24 to 48 hours. If the skin blisters, call us the same day.',
    tags: ['aftercare', 'after', 'laser', 'IPL', 'sun', 'sunscreen', 'yoga', 'beach'],
    approvedBy: director,
  },
  {
    title: 'Peel and microneedling aftercare',
    body: 'Your skin may be red for 24 to 48 hours and flake a little after a peel. Use a gentle cleanser, moisturiser and SPF. No retinoid and no scrub until your provider tells you.',
    tags: ['aftercare', 'after', 'peel', 'microneedling', 'flaking', 'retinol', 'makeup'],
    approvedBy: director,
  },
  {
    title: 'How soon you can be seen',
    body: 'Facial: straight away. Botox: straight away, without the gym that day. Filler: allow up to five days. Peel: two to four days. Microneedling: one to three days. Lasers: a day or two. Before a wedding or a shoot, leave two weeks.',
    tags: ['downtime', 'recovery', 'event', 'wedding', 'work', 'shoot', 'how long'],
    approvedBy: director,
  },
  {
    title: 'Gift cards',
    body: 'Gift cards come in any amount from $50, by email or in a box at the desk. They do not expire and can be used for every treatment.',
    tags: ['gift', 'gift card', 'present', 'voucher', 'certificate', 'birthday'],
  },
]

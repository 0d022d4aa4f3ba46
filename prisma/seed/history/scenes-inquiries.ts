import type { CreatedSpa } from '../create-spa.ts'
import type { Person } from './people.ts'
import { isSpoken, opensWithGreeting, writeBeats, type Scene, type SceneContext } from './scene.ts'

/** What people ask, and the tag of the article that answers it. */
const questions: [tag: string, asked: string[]][] = [
  [
    'hours',
    ['What time do you close today?', 'Are you open on Sunday?', 'hours?', 'How late are you open on Thursday?'],
  ],
  ['parking', ['Where can I park?', 'Is there parking nearby?', 'parking situation?', 'Do you have your own lot?']],
  [
    'first',
    [
      'I’ve never been. What should I bring?',
      'How does the first appointment work?',
      'What do I need to know for my first visit?',
    ],
  ],
  ['price', ['How does your pricing work?', 'Is there a price list?', 'what are your rates']],
  ['cancel', ['What’s your cancellation policy?', 'Is there a fee if I have to reschedule?', 'How late can I cancel?']],
  ['late', ['I might be 10 min late, is that ok?', 'Stuck in traffic, will you still see me?']],
  ['pay', ['Do you take Apple Pay?', 'Can I pay with my HSA card?', 'How do I pay the deposit?']],
  ['financing', ['Do you offer financing?', 'Can I pay in installments?']],
  ['membership', ['How does the membership work?', 'What do members get?', 'is the monthly membership worth it']],
  ['insurance', ['Do you take insurance?', 'Does insurance cover any of this?', 'Will Aetna reimburse me?']],
  ['who', ['Who does the injections?', 'Is there a doctor there?', 'Are your injectors licensed?']],
  [
    'telehealth',
    ['Can I do the consult over video?', 'What is a good faith exam?', 'Do I have to come in for the exam?'],
  ],
  ['age', ['Can my daughter get a facial? She’s 16.', 'How old do you have to be?', 'Do you treat teenagers?']],
  ['pregnant', ['I’m pregnant, can I still come in?', 'Is anything ok while breastfeeding?']],
  ['botox', ['Can I work out after Botox?', 'What can’t I do after tox?', 'when will I see the botox kick in']],
  ['filler', ['How long does filler swelling last?', 'Any rules for after lip filler?']],
  ['laser', ['What should I avoid after laser?', 'Can I shower after IPL?']],
  [
    'peel',
    [
      'When can I use retinol again after my peel?',
      'Is flaking normal after the peel?',
      'how do I look after my skin after microneedling',
    ],
  ],
  [
    'downtime',
    [
      'What’s the downtime for microneedling?',
      'I have a wedding in two weeks, when should I come?',
      'How soon can I go back to work after a peel?',
    ],
  ],
]

function begin(context: SceneContext) {
  const pen = writeBeats()
  return opensWithGreeting(context.channel) ? pen.ava(context.greeting) : pen
}

/** One or two questions, answered from the spa's own articles. */
export function answeredScene(context: SceneContext, spa: CreatedSpa): Scene {
  const { random } = context
  const pen = begin(context)
  const titles: string[] = []
  const count = random.chance(0.35) ? 2 : 1
  for (let index = 0; index < count; index++) {
    const [tag, asked] = random.pick(questions)
    const article = spa.definition.articles.find((one) => one.tags.includes(tag))
    if (!article || titles.includes(article.title)) continue
    const question = random.pick(asked)
    titles.push(article.title)
    pen
      .customer(index === 0 && random.chance(0.3) ? `Hi! ${question}` : question)
      .tool('answer_question', { question }, { ok: true, article: article.title })
      .event('answered', { article: article.title })
      .ava(isSpoken(context.channel) ? firstSentences(article.body, 2) : article.body, {
        isInterrupted: isSpoken(context.channel) && random.chance(0.12),
      })
  }
  if (random.chance(0.6))
    pen.customer(random.pick(['Great, thanks!', 'ok thank you', 'That helps.', 'Thanks, I’ll think about it.']))
  return {
    beats: pen.beats,
    outcome: 'answered',
    summary: `Asked about: ${titles.join('; ')}. Answered from the spa’s articles.`,
    endReason: isSpoken(context.channel) ? 'visitor' : 'idle',
    status: 'ended',
  }
}

/** Somebody wants to know what a treatment is and costs, and leaves it at that. */
export function priceScene(context: SceneContext, spa: CreatedSpa): Scene {
  const { random } = context
  const { definition } = random.weighted(spa.services, (service) => service.definition.share)
  const word = random.chance(0.4) ? definition.name : random.pick(definition.aliases)
  const dollars = (cents: number) => `$${Math.round(cents / 100).toLocaleString('en-US')}`
  const range =
    definition.priceToCents === null
      ? dollars(definition.priceFromCents)
      : `${dollars(definition.priceFromCents)} to ${dollars(definition.priceToCents)}`
  const pen = begin(context)
    .customer(
      random.pick([
        `How much is ${word}?`,
        `price for ${word}?`,
        `Hi, what do you charge for ${word}`,
        `I’m curious what ${word} would cost me.`,
      ]),
    )
    .tool('list_services', { query: word }, { ok: true, count: 1 })
    .event('answered', { service: definition.slug })
    .ava(
      `${definition.name} is ${range}${definition.priceNote ? `, ${definition.priceNote}` : ''}. Would you like me to look for a time?`,
    )
    .customer(
      random.pick([
        'Not yet, just comparing.',
        'Let me talk to my partner first',
        'ok thanks',
        'Maybe next month. Thanks!',
      ]),
    )
    .ava(random.pick(['Of course. I am here whenever you like.', 'No hurry. Just write to me when you are ready.']))
  return {
    beats: pen.beats,
    outcome: 'answered',
    summary: `Asked what ${definition.name} costs, and did not book yet.`,
    endReason: isSpoken(context.channel) ? 'visitor' : 'idle',
    status: 'ended',
  }
}

/** A message for the people at the spa. */
export function messageScene(context: SceneContext, person: Person): Scene {
  const { random } = context
  const message = random.pick([
    'Could whoever did my last visit call me back? I lost the sheet she gave me.',
    'I left a silver bracelet in the room yesterday. Has anyone found it?',
    'I need an itemised receipt for my last two visits.',
    'My gift card balance looks wrong, can someone check it?',
    'I’m a photographer and would love to talk to the manager about a collaboration.',
    'Please tell the front desk I’m bringing my sister along on Saturday.',
  ])
  const contact = person.phone ?? person.email ?? ''
  const pen = begin(context)
    .customer(message)
    .ava('I will pass that on. Who should we get back to, and how?')
    .customer(`${person.givenName} ${person.familyName}, ${contact}`)
    .tool('take_message', { message, given_name: person.givenName }, { ok: true })
    .event('message_taken')
    .ava('Thank you. The team has your message and will get back to you in opening hours.')
    .customer(random.pick(['Thanks', 'Great, thank you.']))
  return {
    beats: pen.beats,
    outcome: 'message_taken',
    summary: `${person.givenName} left a message: “${message}”`,
    endReason: 'ava',
    status: 'ended',
    task: {
      kind: 'message',
      title: `Message from ${person.givenName} ${person.familyName}`,
      data: { message, contact },
    },
  }
}

/** Somebody asks for a person; during opening hours one answers in writing. */
export function transferScene(
  context: SceneContext,
  options: { person: Person; isOpen: boolean; staffName: string },
): Scene {
  const { random } = context
  const { person, isOpen, staffName } = options
  const reason = random.pick([
    'Can I talk to a real person please?',
    'I’d rather speak to someone at the desk.',
    'This is about a charge on my card I don’t recognise. Can somebody call me?',
    'I want to speak with the manager.',
  ])
  const pen = begin(context)
    .customer(reason)
    .tool('transfer_to_person', { reason }, { ok: true })
    .event('handed_over')
    .ava(
      isOpen
        ? 'Of course. I am fetching somebody from the team; they see what we have written.'
        : 'Of course. We are closed right now; somebody from the team will get back to you when we open.',
    )
  if (isOpen && !isSpoken(context.channel)) {
    pen
      .staff(`Hi ${person.givenName}, this is ${staffName} at the front desk. How can I help?`)
      .customer(
        random.pick([
          'Hi! Could you call me on the number you have?',
          'Thanks for jumping in. I just wanted to ask about my last invoice.',
        ]),
      )
      .staff(
        random.pick([
          'Of course, I’ll ring you in five minutes.',
          'I’ve just looked it up and sent you the details by email.',
        ]),
      )
  }
  return {
    beats: pen.beats,
    outcome: 'transferred',
    summary: `${person.givenName} asked for a person${isOpen ? ', and the front desk took over' : ' while the spa was closed'}.`,
    endReason: 'handed_over',
    status: 'ended',
    task: {
      kind: 'hand_over',
      title: `${person.givenName} ${person.familyName} asks for a person`,
      data: { reason, contact: person.phone ?? person.email ?? '' },
    },
  }
}

/** A red flag: the approved words, and nothing else from Ava. */
export function emergencyScene(context: SceneContext, person: Person): Scene {
  const { random } = context
  const pen = begin(context)
    .customer(
      random.pick([
        'I had filler this morning and my vision is blurry on one side',
        'my lips are swelling fast since the injection and I have hives, hard to breathe',
      ]),
    )
    .event('emergency', { flag: 'after_treatment' })
    .ava('This can be an emergency. Please call 911 now. I am alerting our clinical team.')
    .customer(random.pick(['ok calling now', 'calling them']))
    .ava('If this is an emergency, please call 911 now. Our team has been alerted and will reach out to you.')
  return {
    beats: pen.beats,
    outcome: 'emergency',
    summary: 'Reported a possible emergency after a treatment. Ava told them to call 911 and the team was alerted.',
    endReason: 'locked',
    status: 'locked',
    task: {
      kind: 'emergency',
      title: 'Possible emergency: read the conversation and call the person now',
      data: { name: `${person.givenName} ${person.familyName}`, contact: person.phone ?? person.email ?? '' },
    },
  }
}

/** Somebody begins and does not go on. */
export function abandonedScene(context: SceneContext, spa: CreatedSpa): Scene {
  const { random } = context
  const { definition } = random.pick(spa.services)
  const pen = begin(context).customer(
    random.pick([
      'hi',
      'Hello?',
      `do you do ${random.pick(definition.aliases)}`,
      'Is this a bot?',
      'hey quick question',
      'Hola, ¿hablan español?',
    ]),
  )
  pen.ava(
    random.pick([
      'Hello! Yes, I am Ava, the AI receptionist. What can I do for you?',
      'Hi! How can I help: a question, or an appointment?',
    ]),
  )
  if (random.chance(0.4)) {
    pen
      .customer(`I was thinking about ${definition.name}`)
      .tool('find_openings', { service: definition.slug }, { ok: true, openings: 3 })
      .ava('I have several times this week and next. Do you prefer a morning or an evening?')
  }
  return {
    beats: pen.beats,
    outcome: 'abandoned',
    summary: 'Said a few words and left without an answer.',
    endReason: isSpoken(context.channel) ? 'visitor' : 'idle',
    status: 'ended',
  }
}

function firstSentences(text: string, count: number): string {
  return text
    .split(/(?<=[.?!]) /)
    .slice(0, count)
    .join(' ')
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findRedFlag } from './find-red-flag.ts'

const flagged: Record<string, string[]> = {
  vision_change: [
    'I got filler yesterday and my vision is blurry',
    'my vision got blurry after the filler',
    'Blurry vision since my cheek filler',
    'I have double vision',
    "I can't see out of my left eye",
    'i cant see properly since the injection',
    "I couldn't see for a minute after the injection",
    'My eyesight is worse since this morning',
    'I lost vision in my right eye',
    'losing my sight in one eye',
    "I think I'm going blind",
    'everything went dark in one eye',
    'Everything looks blurry',
    'my left eye went black for a second',
    'I see black spots in my vision',
    "I'm seeing double",
    'I am seeing flashes of light',
    'there is something wrong with my vision',
    'My vision changed after nose filler',
    'it looks like a curtain over my eye',
    'My eye is blurry on the side where they injected',
    'Is it normal that my vision is a bit blurry after filler?',
    'vison is blury after my injecton',
    'My wife had tear trough filler an hour ago and now she says her vision is fuzzy',
    'things are getting blurry',
    "I've got floaters in my eye since yesterday's filler",
    'temporary vision loss after the injection',
    'my sight is not right',
    'Is blurred vision normal? My eyes have been fuzzy since this morning',
    'I had filler today and I can barely see',
  ],
  breathing: [
    "I can't breathe",
    'i cant breath',
    'I am having trouble breathing',
    'having trouble brething after botox',
    "it's hard to breathe since my botox",
    'Difficulty breathing since the treatment',
    'I feel short of breath',
    'shortness of breath after IV drip',
    'my throat is closing up',
    'My throat feels tight and I have hives',
    'I have hives all over and I can hardly breathe',
    'hives and trouble breathing',
    "she's not breathing",
    'I think I am having an allergic reaction',
    "I couldn't breathe last night after my appointment",
    'im wheezing and my face is itchy',
    'no I cannot breathe right',
    "Please help I can't catch my breath",
    'I was going to book but I can’t breathe',
    'no puedo respirar',
    'Is it normal that I have difficulty breathing after Botox?',
  ],
  swallowing: [
    'I have trouble swallowing',
    "I can't swallow",
    'its hard to swallow since my botox',
    'difficulty swalowing after tox',
    'I had difficulty swallowing last night',
    'swallowing is really hard since my neck botox',
    'I can barely swallow my own saliva',
    'Why do I have trouble swallowing after Botox?',
  ],
  speech: [
    'my speech is slurred',
    "I'm slurring my words",
    "I can't speak properly since the injection",
    'trouble speaking after botox',
    'My words are coming out slurred',
    'I had trouble talking after my Botox yesterday',
  ],
  drooping: [
    'my eyelid is drooping after botox',
    'My eyelid started drooping this morning',
    'One side of my face is drooping',
    'half my smile is crooked since the botox',
    'droopy eyelid since my botox on tuesday',
    'I got Botox last week and now my brow has dropped',
    "I can't close my eye since the botox",
    "I can't hold my head up since the neck botox",
    'My mouth drooped on one side after the injections',
    'Is it normal that my eyelid is droopy after Botox?',
  ],
  skin_colour: [
    'my lip turned white after the filler',
    'The skin around my mouth is turning white',
    'My nose is white and it hurts',
    'the skin is blanching where they injected',
    'my cheek looks mottled',
    'mottled skin after filler',
    'I have a white patch where I got filler',
    'There is a white spot on my lip since the filler',
    'my lip is going pale and it is cold',
    'The area went white and then purple',
    'My lip feels cold to the touch since the filler',
    'skin is cool to the touch after filler yesterday',
    'my nose turned blue after the injection',
    'the tip of my nose is turning black',
    'my cheek has a lacy pattern',
    'skin looks blotchy and pale near the filler',
    'my upper lip looks white and blotchy after my filler appointment yesterday',
    'Is it normal that my lip is white after filler?',
  ],
  severe_pain: [
    'I am in severe pain after my filler',
    'the pain in my lip is unbearable since the filler',
    'My cheek hurts so bad since the injection',
    'excruciating pain after lip filler',
    'the pain is getting worse since my filler yesterday',
    'I had filler this morning and the pain is out of proportion',
    'my lips are extremely painful after the filler',
    'throbbing pain where they injected the filler',
    "my lip filler hurts really bad and it won't stop",
  ],
  swelling: [
    'my tongue is swelling',
    'My tongue feels swollen',
    'my face is swelling up',
    'my whole face swelled up after the treatment',
    'my face is really swollen and itchy',
    'swelling of my face and tongue',
    'I have swelling in my throat',
    'My eye is swollen shut',
    'my lips are swelling rapidly',
    'facial swelling since this morning',
  ],
  chest_pain: [
    'I have chest pain',
    'my chest hurts',
    "I'm having chest pains after my IV",
    'there is pressure in my chest',
    'my chest feels tight',
    'I had pain in my chest last night',
    "I think I'm having a heart attack",
    'tightness in the chest after the drip',
  ],
  fainting: [
    'I fainted after my appointment',
    'she passed out in the car',
    'I just passed out',
    'my daughter fainted after her botox today',
    "I feel like I'm going to faint",
    'I think I might pass out',
    'I am feeling faint',
    'He is unconscious',
    'I keep fainting',
    'I blacked out for a minute this morning',
  ],
  infection: [
    'I have a fever and the redness is spreading',
    'fever with spreading redness after filler',
    'The redness keeps spreading and I have chills',
    'My cheek is red and hot, the redness is spreading, and I have a fever of 102',
    'I got a feaver and the red area is spreading',
    'Red streaks and a fever since the injection',
  ],
  burn: [
    'I have blisters after laser hair removal',
    'the laser burned my leg',
    'My legs are burned from the laser',
    'my skin is blistering since the IPL',
    'I got burns from my laser session yesterday',
    'blistering after the peel',
    'There are blisters where you treated me',
    'I got burnt by the laser today',
  ],
  self_harm: [
    'I want to kill myself',
    'i want to die',
    "I don't want to live anymore",
    "I'm thinking about hurting myself",
    'I feel suicidal',
    'I am going to end my life',
    'my friend says she wants to kill herself',
    'everyone would be better off without me',
    'I have been cutting myself',
    'I wanted to harm myself last night',
    'I dont want to be here anymore',
    'there is no reason to live',
  ],
}

const harmless = [
  // Figures of speech, and words that only look alike.
  'Will it blur my vision of myself?',
  "I can't swallow the price",
  'My friend fainted at the price',
  'I nearly fainted when I saw the bill',
  'That price is hard to swallow',
  'a bitter pill to swallow',
  'I have a burning question about laser',
  'Do you sell a blister pack of the vitamins?',
  'I get hot flashes, is that a problem?',
  'This price is killing me',
  "I'm dying to try lip filler",
  'Those lips are to die for',
  'I would kill for skin like that',
  'It took my breath away',
  "I'm holding my breath for a discount",
  'Can I book a double appointment?',
  'I have a double chin',
  'I see double chins in every photo of me',
  "I can't see any openings on your website",
  "I can't see the price",
  "I can't see anything on your page",
  'The picture on your website is blurry',
  'I can’t see why it costs that much',
  'I have a vision for my lips',
  'My vision of what I want has changed',
  'Do you take vision insurance?',
  'hay fever season is bad this year',
  'I have a fever so I need to reschedule',
  'I get fever blisters, can I get a peel?',
  'faint lines around my eyes',
  'These faint red spots on my cheek, what helps?',
  'not for the faint of heart',
  'Does the laser burn fat?',
  'I feel burned out and want a facial',
  'I burn easily in the sun, can I do IPL?',
  'I have a sunburn, can I still come for laser?',
  'I cut myself shaving this morning, can I still do laser?',
  'chest laser hair removal',
  'How much is laser on my chest and back?',
  'Does chest laser hurt?',
  'Does it hurt on the chest?',
  'Is the tip of the nose more painful?',
  'cool skin care products',
  'I like your cool skin products',
  'How does CoolSculpting feel, is the skin cold?',
  'I have a cold sore on my lip',
  'I am very pale, can I have IPL?',
  'My skin is too pale for laser?',
  'I have white spots on my teeth',
  'I want my teeth whiter',
  'My skin looks dull and gray, would a HydraFacial help?',
  'white and black towels',
  'I can’t talk right now, can we text?',
  'I would like to speak to a person',
  "I can't speak English very well",
  'It is hard to talk to someone there on the phone',
  'can I talk to someone?',
  "I can't wait to see you",
  'see you at 3',
  'I lost sight of the confirmation email',
  // In general, before, or about others in general.
  'Does Botox fix a drooping brow?',
  'Can you lift droopy eyelids?',
  'I have droopy eyelids, can Botox help?',
  'Can Botox cause drooping?',
  'Does Botox make your eyelids droop?',
  'Is swelling normal to expect after filler? (asking before)',
  'How long will my face be swollen after filler?',
  'Will my face swell up?',
  'Is there swelling after filler?',
  'how much swelling should I expect with lip filler',
  'Can filler cause blindness?',
  'Can filler cause vision loss?',
  'I read that filler can cause blindness, is that true?',
  "I'm scared of going blind from filler",
  'What are the risks of vision changes with filler?',
  'Does laser cause burns?',
  'Will I get blisters from the laser?',
  'Could I have trouble swallowing after Botox?',
  'what happens if I have trouble breathing during the treatment?',
  'What if I faint during the IV?',
  'Do people faint from Botox?',
  'Is it painful?',
  'How bad is the pain with microneedling?',
  'Does lip filler hurt?',
  'I have severe back pain, do you offer massage?',
  'I get terrible migraine pain, does Botox help?',
  'Will my skin be red?',
  'Is redness normal after a peel?',
  'what are the side effects of filler like bruising or blurred vision',
  'Do you treat burns or burn scars?',
  // Denied.
  'I have no chest pain or trouble breathing',
  "I don't have any vision changes",
  'no trouble swallowing at all',
  'My lip is a little swollen but no white skin and no vision changes',
  "I haven't fainted or anything, just want to book",
  'without any blisters',
  "I've never fainted",
  "I'm not suicidal",
  // Long ago.
  'I fainted years ago at the doctor, is IV therapy ok?',
  'Another spa burned me with a laser last year, can you fix the scars?',
  'I had an allergic reaction to penicillin as a child',
  // Plain receptionist talk.
  'Hi, I would like to book Botox for next Tuesday after 3',
  'What does a chemical peel cost?',
  'My name is Blanche White',
  'yes please',
  'no',
  'Can my friend come with me?',
  'Do you have anything this weekend?',
  'I need to cancel, my son has a fever',
  'My lips are a bit swollen after filler yesterday',
  'I have a small bruise after my filler',
  '🙂🙂',
  '',
]

describe('red flags', () => {
  for (const [flag, sentences] of Object.entries(flagged)) {
    it.each(sentences)(`${flag}: %s`, (sentence) => {
      expect(findRedFlag(sentence)?.flag).toBeDefined()
    })
  }

  it('name what they are', () => {
    expect(findRedFlag('my vision is blurry')?.flag).toBe('vision_change')
    expect(findRedFlag('I want to kill myself')?.flag).toBe('self_harm')
  })

  it('are found wherever they stand, whatever the case, and however the rest goes on', () => {
    for (const [flag, sentences] of Object.entries(flagged)) {
      for (const sentence of sentences) {
        for (const wrapped of [
          sentence.toUpperCase(),
          `Hi Ava, quick thing. ${sentence}`,
          `${sentence}. Also what time do you close?`,
          sentence.replaceAll("'", '’'),
        ]) {
          expect(findRedFlag(wrapped), `${flag}: ${wrapped}`).not.toBeNull()
        }
      }
    }
  })

  it('come with the approved words and nothing else', () => {
    expect(findRedFlag("I can't breathe")?.say).toBe('This can be an emergency. Please call 911 now.')
    expect(findRedFlag('I want to die')?.say).toMatch(/^This can be an emergency\. Please call 911 now\. .*988/)
  })
})

describe('harmless', () => {
  it.each(harmless)('%s', (sentence) => {
    expect(findRedFlag(sentence)).toBeNull()
  })
})

it('any text is judged, and fast', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
      findRedFlag(text)
    }),
    { numRuns: 200 },
  )
  const started = performance.now()
  findRedFlag('my vision is '.repeat(80_000))
  findRedFlag('a'.repeat(1_000_000))
  findRedFlag('cant '.repeat(200_000))
  expect(performance.now() - started).toBeLessThan(500)
})

const roles =
  '(?:receptionist|assistant|agent|concierge|host|helper|bot|chatbot|secretary|coordinator|scheduler|front desk|program|computer|voice|system)'

/** What plainly says that an AI is speaking, in the languages a greeting may be written in. */
const says = [
  // "the AI receptionist at", "Willow’s AI-powered booking assistant"
  new RegExp(`\\bA\\.?I\\.?(?:[- ](?:powered|based|driven))?(?: [\\p{L}-]+){0,3} ${roles}\\b`, 'u'),
  new RegExp(`\\bai(?:[- ](?:powered|based|driven))?(?: [\\p{L}-]+){0,3} ${roles}\\b`, 'iu'),
  /\b(?:I['’]m|I am|this is|you['’]re (?:talking|speaking|chatting) (?:to|with)|you are (?:talking|speaking|chatting) (?:to|with)|is|am)(?: [\p{L}-]+,?){0,6} (?:an?|the|our|your) (?:[\p{L}-]+ ){0,2}A\.?I\b/iu,
  /\bartificial(?:ly)? intelligen(?:ce|t)\b/iu,
  // Spanish, Portuguese, Italian, French
  /\b(?:inteligencia|inteligência|intelligenza) artificial[ei]?\b/iu,
  /\bintelligence artificielle\b/iu,
  /\b(?:con|de|por|una|un|la|soy|com|uma|une|di) I\.?A\b/u,
  /\b(?:recepcionista|asistente|asistenta|assistente|agente|assistante?|réceptionniste)(?: [\p{L}-]+){0,2} (?:de |con |por |com |d['’])?I\.?A\b/iu,
  // German
  /\bkünstliche[rn]? intelligenz\b/iu,
  /\bKI(?:[- ]gestützte[rn]?)?(?:-| )(?:\p{L}+[- ])?(?:Assistent(?:in)?|Rezeptionist(?:in)?|Empfang\p{L}*|Stimme)\b/u,
  // Without Latin letters: the words for it.
  /人工智能|人工智慧|人工知能|인공지능|искусственн\p{L}+ интеллект|ذكاء (?:اصطناعي|الاصطناعي)|الذكاء الاصطناعي|هوش مصنوعی|कृत्रिम बुद्धि|trí tuệ nhân tạo|sztuczn\p{L}+ inteligencj/iu,
]

/** What takes it back, or claims the contrary. */
const denies = [
  /\b(?:not|never|isn['’]t|ain['’]t|no) (?:just )?(?:an? |the |some )?(?:A\.?I\b|artificial|bot\b|robot|machine|computer)/iu,
  /\b(?:rather|instead|better) (?:than|of) (?:an? )?A\.?I\b/iu,
  /\b(?:without|no) (?:any )?(?:A\.?I\b|artificial)/iu,
  /\b(?:I['’]m|I am|this is|you['’]re (?:talking|speaking) (?:to|with))(?: \p{L}+,)? (?:an? )?(?:\p{L}+ )?(?:real|actual|live|genuine|human)(?: \p{L}+)? ?(?:person|human|being|receptionist|lady|woman|man|assistant)?\b/iu,
  /\b(?:no|nunca) soy (?:una?|la|el)?/iu,
  /\bsoy (?:una?|la|el) (?:persona|humana?|ser humano)/iu,
]

/**
 * Whether a greeting says in plain words that an AI is speaking. A name that only sounds like it ("Ai"), "virtual"
 * or "digital" alone, and a sentence that denies it do not: who is greeted must know.
 */
export function disclosesAi(greeting: string): boolean {
  // Letters that nobody sees must not make the words, nor take them apart.
  const words = greeting.normalize('NFKC').replaceAll(/[\u00AD\u200B-\u200F\u202A-\u202E\u2060\uFEFF]/g, '')
  return says.some((pattern) => pattern.test(words)) && !denies.some((pattern) => pattern.test(words))
}

export const mustDisclose =
  'Say that Ava is an AI, in these words or others: “…this is Ava, the AI receptionist at…”. People have a right to know whom they talk to.'

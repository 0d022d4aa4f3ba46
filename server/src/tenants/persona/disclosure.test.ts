import { describe, expect, it } from 'vitest'
import { disclosesAi } from './disclosure.ts'

describe('a greeting', () => {
  it.each([
    'Hi, this is Ava, the AI receptionist at Glow Med Spa. How can I help?',
    'Hi, this is Ava, the AI assistant at Willow Spa. How can I help?',
    'Hello! I am Nova, an AI. Ask me anything about our treatments.',
    "Welcome to Lumen, I'm Mia, Lumen's AI-powered booking assistant.",
    'Hey there, you’re chatting with an A.I. receptionist.',
    'Hello, I am an artificial intelligence that answers for the spa.',
    'Hi, Iris here, your ai concierge.',
    'Hola, soy Ava, la recepcionista de IA de Glow. ¿En qué puedo ayudarle?',
    'Hola, soy Ava, una inteligencia artificial.',
    'Bonjour, je suis Ava, une intelligence artificielle.',
    'Guten Tag, hier ist Ava, die KI-Assistentin von Glow.',
    '您好，我是 Ava，人工智能前台。',
  ])('says that an AI is speaking: %s', (greeting) => {
    expect(disclosesAi(greeting)).toBe(true)
  })

  it.each([
    'Hi, this is Ava at Glow Med Spa. How can I help?',
    'Hi, this is Ai Tanaka, the receptionist at Glow.',
    'Hi, I am Ava, your virtual receptionist.',
    'Hi, this is Ava. I am not an AI receptionist, I promise.',
    'Hi, I am a real person, and our AI assistant is off today.',
    'Welcome to the Air Spa, said the maid.',
    'No AI here: you are talking with the front desk.',
    'Hola, soy Ava. No soy una IA.',
    'Hola, soy Ava de Glow. ¡Diga!',
    'A\u200BI',
    '',
  ])('does not: %s', (greeting) => {
    expect(disclosesAi(greeting)).toBe(false)
  })
})

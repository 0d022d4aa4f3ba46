import { describe, expect, it } from 'vitest'
import { readAnswer } from './read-answer.ts'

describe('an answer to "shall I?"', () => {
  it.each([
    'yes',
    'Yes, book it',
    'yeah sure',
    'Yep!',
    'ok',
    'Sounds good',
    'perfect, thank you',
    'go ahead',
    'please do',
    'No problem, go ahead',
    'no questions, book it',
    "No, that's fine",
    'Wait, yes, do it',
    'Yes please, no need to text me',
    'Yes, will I get a text?',
    "I don't mind, sure",
    'that works',
    'Yes, cancel it',
    "That's correct",
    'Sí, claro',
    '👍',
    'uh yes',
    'Why not',
    'why not, book it',
    "I can't wait, yes",
    "Yes please, if that's okay",
    'Yes, let me know if anything changes',
    'I have a question, but yes, book it',
    'Yes, book it, and what should I bring?',
  ])('%s: yes', (words) => {
    expect(readAnswer(words)).toBe('yes')
  })

  it.each([
    'no',
    'No thanks',
    'nope',
    'not yet',
    'wait',
    'Wait a moment',
    'hold on',
    'actually',
    'Actually, can we do 3 instead?',
    'Yes... actually no',
    'yes, no wait',
    "don't book it",
    'please do not book it',
    "I don't want to book",
    'never mind',
    'I changed my mind',
    'let me think about it',
    'I need to check with my husband',
    'maybe later',
    "that's not right",
    'That is wrong',
    'No, keep it',
    'stop',
    "I'm not sure",
    'another day please',
    'Ok no',
    '👎',
    'No, not yet',
    'absolutely not',
    'Definitely not!',
    'Ok, never',
  ])('%s: no', (words) => {
    expect(readAnswer(words)).toBe('no')
  })

  it.each([
    '',
    'how much is it?',
    'What was the price?',
    'hmm',
    'My name is Jane',
    '…',
    'Is Dr. Lee good?',
    '212 555 0111',
    'Ok, how much is it?',
    'sure, what do I owe',
    'Okay?',
    'yes but make it 3pm',
    'Yes, but can we do 3?',
    'yes, but not that time',
    'Yes, if it is free of charge',
    'yes unless it hurts',
  ])('%s: neither', (words) => {
    expect(readAnswer(words)).toBe('unclear')
  })
})

import type { SemanticVad } from './session-config.ts'

/** The longest that `semantic_vad` waits for somebody who seems not to have finished. */
const longestWaitMs = { low: 8000, medium: 4000, auto: 4000, high: 2000 }
const finishedWaitMs = { low: 700, medium: 500, auto: 500, high: 300 }

/** Silence that ends a turn: short after a finished sentence, long after a trailing "and" or "um". */
export function semanticSilenceMs(eagerness: SemanticVad['eagerness'], words: string): number {
  const isUnfinished = /(\b(and|but|or|so|um|uh|er|because|the|a|my|to|for|with)|[,…]|\.\.\.)\s*$/i.test(words)
  return isUnfinished ? longestWaitMs[eagerness] : finishedWaitMs[eagerness]
}

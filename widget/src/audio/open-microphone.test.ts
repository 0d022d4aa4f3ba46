import { expect, it } from 'vitest'
import { microphoneProblem } from './open-microphone.ts'

it.each([
  ['NotAllowedError', 'microphoneRefused'],
  ['SecurityError', 'microphoneRefused'],
  ['NotFoundError', 'noMicrophone'],
  ['OverconstrainedError', 'noMicrophone'],
  ['NotReadableError', 'microphoneBusy'],
])('knows what %s means for the visitor', (name, problem) => {
  expect(microphoneProblem(new DOMException('', name))).toBe(problem)
})

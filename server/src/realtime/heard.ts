/**
 * Where the words of an utterance lie in its audio. The provider sends both
 * interleaved, and nothing else says which word is where: each piece of text is
 * spoken in the audio that follows it, up to the next piece.
 */
export interface SpokenText {
  text: string
  /** For each piece of text: audio received before it, and the length of the text up to and with it. */
  marks: { samples: number; characters: number }[]
  /** Audio received so far. */
  samples: number
}

/**
 * The part of the text that was heard when `playedSamples` have been played, cut
 * after the last whole word. All of it when everything was played, nothing when nothing was.
 */
export function heardText(spoken: SpokenText, playedSamples: number): string {
  const { text, samples } = spoken
  if (playedSamples <= 0) return ''
  if (playedSamples >= samples) return text
  return wholeWords(text, charactersAt(spoken, playedSamples))
}

function charactersAt(spoken: SpokenText, played: number): number {
  let from = { samples: 0, characters: 0 }
  for (const to of breakpoints(spoken)) {
    if (played < to.samples) {
      const share = (played - from.samples) / (to.samples - from.samples)
      return Math.floor(from.characters + share * (to.characters - from.characters))
    }
    from = to
  }
  return from.characters
}

/** Points of (audio, characters) between which the text is taken to run evenly. */
function breakpoints({ text, marks, samples }: SpokenText): { samples: number; characters: number }[] {
  const groups = mergeAtSamePlace(marks)
  const last = groups.at(-1)
  const end = { samples, characters: text.length }
  // Text that came after all of the audio: here each piece follows its audio.
  if (last && last.samples >= samples) return [...groups.slice(0, -1), end]
  return [
    ...groups.map((group, index) => ({
      samples: group.samples,
      characters: groups[index - 1]?.characters ?? 0,
    })),
    end,
  ]
}

function mergeAtSamePlace(marks: SpokenText['marks']): SpokenText['marks'] {
  return marks.filter((mark, index) => marks[index + 1]?.samples !== mark.samples)
}

function wholeWords(text: string, characters: number): string {
  if (characters >= text.length) return text
  // Spaces alone part words: "3:30" and "don't" are one, and so is a run of a script without spaces.
  const isAtBoundary = /\s/.test(text[characters] ?? ' ')
  const cut = isAtBoundary ? text.slice(0, characters) : text.slice(0, characters).replace(/\S*$/, '')
  return cut.trimEnd()
}

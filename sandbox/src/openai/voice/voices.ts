/** The voices that Flite carries: `slt` is a woman, the others are men. */
export const fliteVoices = ['slt', 'rms', 'awb', 'kal16'] as const
export type FliteVoice = (typeof fliteVoices)[number]

const byRealtimeVoice: Record<string, FliteVoice> = {
  ash: 'rms',
  ballad: 'awb',
  cedar: 'rms',
  echo: 'kal16',
  verse: 'awb',
}

/** Which Flite voice stands in for one of OpenAI's; a voice of one's own and an unknown one get `slt`. */
export function fliteVoiceFor(voice: string | { id: string }): FliteVoice {
  return (typeof voice === 'string' && byRealtimeVoice[voice]) || 'slt'
}

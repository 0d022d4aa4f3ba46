export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const themeCookie = 'ava_theme'

/** The theme somebody chose; what we do not know is "as the system has it". */
export function parseTheme(value: unknown): Theme {
  return themes.find((theme) => theme === value) ?? 'system'
}

/** "1 mensaje", "1,204 mensajes": numbers as Spanish speakers in the United States write them. */
export const count = (n: number, one: string, many: string) => `${n.toLocaleString('es-US')} ${n === 1 ? one : many}`

/** "Ana, Luz y Eva"; "Ana e Inés". */
export const list = (names: string[]) => new Intl.ListFormat('es-US', { type: 'conjunction' }).format(names)

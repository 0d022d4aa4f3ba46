import { currentSession } from '#lib/server/session.ts'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = async (event) => {
  const { me } = await currentSession(event)
  return { me }
}

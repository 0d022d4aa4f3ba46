import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { PinnedFile } from './snippet.ts'

const manifest = fileURLToPath(new URL('../../../../widget/dist/manifest.json', import.meta.url))
const Manifest = z.object({
  files: z.array(z.object({ name: z.string(), stage: z.string(), integrity: z.string() })),
})

/** The script tag's file of today's build, under the name that is never given to another. Null: not built. */
export async function pinnedFile(): Promise<PinnedFile | null> {
  let text: string
  try {
    text = await readFile(manifest, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const file = Manifest.parse(JSON.parse(text)).files.find(({ stage }) => stage === 'pinned')
  return file ? { name: file.name, integrity: file.integrity } : null
}

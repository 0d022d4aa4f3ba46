import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')
const schema = join(root, 'prisma/schema')
const generated = join(root, 'server/src/db/generated')
const hashFile = join(generated, 'schema-hash')

const help = `Generates the database client from prisma/schema, unless it is up to date.

  node scripts/db/generate.ts
`

/** Resolves to whether there was something to do (about 2 s; 5 ms otherwise). Throws with Prisma's words when the schema is wrong. */
export async function generateClient(): Promise<boolean> {
  const wanted = schemaHash()
  if (existsSync(hashFile) && readFileSync(hashFile, 'utf8') === wanted) return false
  const prisma = join(root, 'prisma/node_modules/prisma/build/index.js')
  try {
    await promisify(execFile)(process.execPath, [prisma, 'generate', `--schema=${schema}`], {
      cwd: root,
      // Generating does not use the schema engine, but the CLI downloads one unless it is told of an executable.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    })
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    throw new Error(`prisma generate failed:\n${stderr || message}`, { cause: error })
  }
  writeFileSync(hashFile, wanted)
  return true
}

/** Over the schema and the generator's version: either makes another client. */
function schemaHash(): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'prisma/package.json')))
  for (const name of readdirSync(schema).sort()) hash.update(name).update(readFileSync(join(schema, name)))
  return hash.digest('hex')
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } })
  if (values.help) console.log(help)
  else console.log((await generateClient()) ? 'Generated the database client.' : 'The database client is up to date.')
}

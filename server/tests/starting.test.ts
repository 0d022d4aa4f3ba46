import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort, requireTwoPorts } from '../../scripts/ports.ts'
import { startService } from '../../scripts/service.ts'
import { startProblem } from '../../scripts/start-problem.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ava-start-'))
})
afterAll(() => rm(folder, { recursive: true }))

const wordsFor = (error: unknown) => startProblem(error, { dataDir: '/somewhere/.data' })

it.each([
  Object.assign(new Error("ENOSPC: no space left on device, mkdir '/x'"), { code: 'ENOSPC' }),
  new Error('could not extend file "base/16386/2606": wrote only 4096 of 8192 bytes at block 4'),
  new Error('Raw query failed. Code: `53100`. Message: `could not extend file "base/1/2": No space left on device`'),
])('says that the disk is full, whoever notices: %s', (error) => {
  expect(wordsFor(error)).toMatch(/^The disk that holds \/somewhere\/\.data is full\./)
})

it('says so when the folder for the data is none', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  const error: unknown = await mkdir(join(file, 'log'), { recursive: true }).catch((cause: unknown) => cause)
  expect(wordsFor(error)).toContain('is not a folder')
})

it('leaves other words alone', () => {
  expect(wordsFor(new Error('Port 3000 is taken.'))).toBe('Port 3000 is taken.')
})

it('says so when both ports are one', async () => {
  const port = await freePort()
  expect(() => requireTwoPorts({ port, sandboxPort: port })).toThrow(/SANDBOX_PORT/)
  expect(() => requireTwoPorts({ port, sandboxPort: port + 1 })).not.toThrow()
})

// Elsewhere there is no file that is always full.
it.runIf(process.platform === 'linux')('goes on when the disk is full and a log cannot be written', async () => {
  const script = join(folder, 'chatty.mjs')
  const port = await freePort()
  await writeFile(
    script,
    `import { createServer } from 'node:http'
     createServer((_request, response) => {
       console.log('asked')
       response.end('ok')
     }).listen(${port}, '127.0.0.1', () => console.log('here'))
     process.on('SIGTERM', () => process.exit(0))`,
  )
  const readyUrl = `http://127.0.0.1:${port}/`
  const service = await startService({ name: 'Chatty', script, env: {}, logFile: '/dev/full', readyUrl })
  expect((await fetch(readyUrl)).ok).toBe(true)
  await service.stop()
  expect(await service.ended).toBe('exit code 0')
})

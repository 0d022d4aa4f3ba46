import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

function run(command: string[], env: Record<string, string> = {}): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, command, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  let text = ''
  child.stdout.on('data', (data) => (text += String(data)))
  child.stderr.on('data', (data) => (text += String(data)))
  return { child, output: () => text }
}

it('says when it listens, and ends in order when it is told to', async () => {
  const { child, output } = run([main], { SANDBOX_PORT: '0' })
  await expect.poll(output, { timeout: 15_000 }).toContain('"msg":"listening"')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

it.each([
  ['abc', 'SANDBOX_PORT must be a port from 0 to 65535, not "abc".'],
  ['99999', 'SANDBOX_PORT must be a port from 0 to 65535, not "99999".'],
])('refuses the port %s in a sentence', async (port, sentence) => {
  const { child, output } = run([main], { SANDBOX_PORT: port })
  expect(await once(child, 'close')).toEqual([1, null])
  expect(output()).toBe(`${sentence}\n`)
})

it('says that its port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { child, output } = run([main], { SANDBOX_PORT: String(port) })
  expect(await once(child, 'close')).toEqual([1, null])
  expect(output()).toBe(`Port ${port} is taken. Stop what runs there, or set SANDBOX_PORT.\n`)
  other.close()
})

it('explains itself', async () => {
  const { child, output } = run([main, '--help'])
  expect(await once(child, 'close')).toEqual([0, null])
  expect(output()).toContain('SANDBOX_PORT')
})

it('does not outlive the process that started it', async () => {
  const parent = `
    const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, [${JSON.stringify(main)}], { env: { ...process.env, SANDBOX_PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.once('data', () => { console.log(child.pid); setInterval(() => {}, 1000) })`
  const { child, output } = run(['-e', parent])
  await expect.poll(output, { timeout: 15_000 }).toMatch(/^\d+\n/)
  child.kill('SIGKILL')
  const isAlive = (): boolean => {
    try {
      return process.kill(Number(output()), 0)
    } catch {
      return false
    }
  }
  await expect.poll(isAlive, { timeout: 5000 }).toBe(false)
})

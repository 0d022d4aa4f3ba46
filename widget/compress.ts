import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import zlib from 'node:zlib'

const brotliCompress = promisify(zlib.brotliCompress)
const gzipCompress = promisify(zlib.gzip)

/** Above this the last two brotli levels take a minute for a few per cent. */
const LARGE_BYTES = 2 * 1024 * 1024

/** Both encodings of a file; megabytes are looked up in `cacheFolder` first, since they change with a dependency only. */
export async function compress({
  name,
  bytes,
  cacheFolder,
}: {
  name: string
  bytes: Buffer
  cacheFolder: string
}): Promise<{ brotli: Buffer; gzip: Buffer }> {
  const isLarge = bytes.length > LARGE_BYTES
  const brotli = async () => {
    const quality = isLarge ? 9 : 11
    return brotliCompress(bytes, {
      params: { [zlib.constants.BROTLI_PARAM_QUALITY]: quality, [zlib.constants.BROTLI_PARAM_LGWIN]: 22 },
    })
  }
  const gzip = async () => gzipCompress(bytes, { level: 9 })
  if (!isLarge) return { brotli: await brotli(), gzip: await gzip() }
  const key = path.join(cacheFolder, `${name}-${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`)
  return { brotli: await cached(`${key}.br`, brotli), gzip: await cached(`${key}.gz`, gzip) }
}

async function cached(file: string, make: () => Promise<Buffer>): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const made = await make()
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, made)
    return made
  }
}

import { parseArgs } from 'node:util'
import { withDatabase } from '../scripts/db/database-urls.ts'
import { openDatabase } from '../server/src/db/client.ts'
import { forTenant } from '../server/src/db/for-tenant.ts'
import { readKeyring, rewrapTenantKeys, type Keyring } from '../server/src/db/sealing.ts'

const help = `Wraps every spa's key with the first key of ENCRYPTION_KEYS, so that the others can be taken away.

  node prisma/rotate-keys.ts [--data <directory>]

To rotate:
  1. ENCRYPTION_KEYS=old,new everywhere: each process can open what the new key wraps.
  2. ENCRYPTION_KEYS=new,old everywhere, and run this.
  3. ENCRYPTION_KEYS=new.

Safe to run again, and while Ava runs. Uses DATABASE_OWNER_URL and DATABASE_URL, or the
embedded PostgreSQL under --data (default .data/postgres); stop Ava first then.
`

/** Resolves to how many keys were wrapped anew. Throws SealError, with nothing lost, when an older key is missing. */
export async function rotateKeys(options: { ownerUrl: string; keyring: Keyring }): Promise<number> {
  const prisma = openDatabase({ connectionString: options.ownerUrl, poolSize: 1 })
  try {
    let count = 0
    for (const { id: tenantId } of await prisma.tenant.findMany({ select: { id: true } })) {
      count += await forTenant(prisma, tenantId).transaction((tx) =>
        rewrapTenantKeys(tx, { tenantId, keyring: options.keyring }),
      )
    }
    return count
  } finally {
    await prisma.$disconnect()
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, data: { type: 'string' } } })
  if (values.help) console.log(help)
  else {
    await withDatabase({ data: values.data }, async ({ ownerUrl }) => {
      const text = process.env['ENCRYPTION_KEYS']
      if (!text) throw new Error('ENCRYPTION_KEYS is not set: the new key first, then the old one.')
      const count = await rotateKeys({ ownerUrl, keyring: readKeyring(text) })
      console.log(count === 0 ? 'Every key is wrapped by the first one already.' : `Wrapped ${count} anew.`)
    })
  }
}

import { AuditQuery } from '@ava/protocol/portal/audit.ts'
import type { Router } from 'express'
import { spaRoute, type PortalAccess } from '../access.ts'
import { managingRoles } from '../staff-roles.ts'
import { auditFile, readAudit } from './read-audit.ts'

export function addAuditRoutes(router: Router, { access }: { access: PortalAccess }): void {
  router.get(
    '/audit',
    spaRoute(access, managingRoles, async ({ tenant }, request, response) => {
      response.json(await readAudit(tenant, AuditQuery.parse(request.query)))
    }),
  )
  router.get(
    '/audit.csv',
    spaRoute(access, managingRoles, async ({ tenant }, request, response) => {
      const file = await auditFile(tenant, AuditQuery.parse(request.query))
      response.type('text/csv').set('Content-Disposition', 'attachment; filename="audit-log.csv"').send(file)
    }),
  )
}

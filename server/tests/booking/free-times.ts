import { holdSlot } from '../../src/scheduling/hold-slot.ts'
import {
  findOpenings,
  type Opening,
  type OpeningsQuery,
  type OpeningsResult,
} from '../../src/scheduling/openings/find-openings.ts'
import { now, type BookingDesk } from './booking-desk.ts'

/** A Wednesday, the day after the desk's today. */
export const wednesday = '2026-12-02'

/** As a `date` column takes it. */
export const day = (date = wednesday) => new Date(`${date}T00:00:00Z`)

type Asked = Partial<OpeningsQuery> & { date?: string }

/** What a test asks of a spa's free times. */
export class FreeTimes {
  private readonly desk: BookingDesk

  constructor(desk: BookingDesk) {
    this.desk = desk
  }

  at(wall: string, timeZone = this.desk.spa.timeZone): Date {
    return new Date(Temporal.PlainDateTime.from(wall).toZonedDateTime(timeZone).epochMilliseconds)
  }

  wallOf({ startsAt }: { startsAt: Date }): string {
    const zoned = Temporal.Instant.fromEpochMilliseconds(+startsAt).toZonedDateTimeISO(this.desk.spa.timeZone)
    return zoned.toPlainTime().toString().slice(0, 5)
  }

  async openings(asked: Asked = {}): Promise<OpeningsResult> {
    const { date = wednesday, ...query } = asked
    const from = Temporal.PlainDate.from(date)
    return findOpenings(this.desk.tenant, {
      conversationId: query.conversationId ?? (await this.desk.startConversation()),
      now,
      serviceId: this.desk.spa.botoxId,
      wish: { from, to: from, timeZone: this.desk.spa.timeZone },
      limit: 100,
      ...query,
    })
  }

  /** Which of these full hours of a day are free, as "09:00". */
  async starts(asked: Asked = {}, hours: readonly number[] = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]) {
    const conversationId = asked.conversationId ?? (await this.desk.startConversation())
    const day = Temporal.PlainDate.from(asked.date ?? wednesday)
    const walls: string[] = []
    for (const hour of hours) {
      const clock = { earliestMin: hour * 60, latestMin: hour * 60 }
      const wish = { from: day, to: day, timeZone: this.desk.spa.timeZone, ...clock }
      const answer = await this.openings({ ...asked, conversationId, wish })
      if (answer.ok && answer.isAsWished) walls.push(...answer.openings.map((one) => this.wallOf(one)))
    }
    return walls
  }

  hold(opening: Opening, conversationId: string) {
    return holdSlot(this.desk.tenant, { conversationId, token: opening.token, now, enqueue: this.desk.enqueue })
  }

  /** The key of a row of this spa. */
  idOf(id: string) {
    return { tenantId_id: { tenantId: this.desk.spa.tenantId, id } }
  }
}

/**
 * Bookings and free times on a database of the size that many spas make: nobody may ever get a slot
 * twice, whatever the load; and it must not matter to one spa how many others there are.
 */
import { loadavg } from 'node:os'
import { say, step } from '../scripts/say.ts'
import { measureAvailability, type AvailabilityResult } from './booking/availability.ts'
import { openBenchDatabase, settings, type BenchDatabase } from './booking/database.ts'
import { pair, spreadOf, timed, type Spread } from './booking/figures.ts'
import { bookDirectly, closedLoop, hold, openLoop, type LoadResult } from './booking/load.ts'
import { race, type RaceResult } from './booking/races.ts'
import { seedSpas } from './booking/seed.ts'
import { offerFreeSlots } from './booking/slots.ts'

const help = `Bookings and free times, on a database with 1,000 spas and 1,000,000 occupations.

  npm run bench -- booking            everything, about three minutes
  npm run bench -- booking --quick    40 spas, 120,000 occupations and shorter measurements, to try it out

It exits with 1 when a slot was sold twice or a booking failed, not when a target is missed.`

const targets = { availability14DaysP95Ms: 15, bookingP95Ms: 25, bookingsPerSecond: 200 }

interface Growth {
  spas: number
  occupations: number
  availability14Days: Spread
  booking: Spread
}

export async function run(args: string[]): Promise<object> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help)
    process.exit(0)
  }
  const isQuick = args.includes('--quick')
  const sizes = isQuick ? [10, 40] : [10, 100, 1_000]
  const occupations = isQuick ? 120_000 : 1_000_000
  const database = await step('starting PostgreSQL', openBenchDatabase)
  try {
    const growth: Growth[] = []
    for (const [index, spas] of sizes.entries()) {
      const from = (sizes[index - 1] ?? 0) + 1
      await step(`seeding ${spas.toLocaleString('en')} spas`, () =>
        seedSpas(database.admin, { from, to: spas, spas: sizes.at(-1)!, occupations }),
      )
      growth.push(await step(`measuring with ${spas.toLocaleString('en')} spas`, () => measureGrowth(database, spas)))
    }
    const samples = isQuick ? 40 : 150
    const availability: AvailabilityResult[] = []
    for (const days of [14, 60]) {
      for (const hasOutsideCalendar of [false, true]) {
        const work = () => measureAvailability(database, { days, hasOutsideCalendar, samples })
        availability.push(await step(`free times of ${days} days`, work))
      }
    }
    const load = await step('bookings', () => measureLoad(database, isQuick ? 2_000 : 8_000))
    const races = await step('races', () => race(database, { rounds: isQuick ? 4 : 20, attempts: 200 }))
    const roundTrip = await measureRoundTrip(database)
    const loadAverage = loadavg()[0]!
    print({ growth, availability, load, races, roundTrip, loadAverage })
    const failed = races.wrong.length + Object.values(load).reduce((sum, one) => sum + one.failed, 0)
    if (failed > 0) process.exitCode = 1
    const result = { growth, availability, load, races, roundTrip, loadAverage, targets, settings }
    return isQuick ? { isQuick, ...result } : result
  } finally {
    await step('cleaning up', () => database.close())
  }
}

async function measureGrowth(database: BenchDatabase, spas: number): Promise<Growth> {
  const { whole } = await measureAvailability(database, { days: 14, hasOutsideCalendar: false, samples: 100 })
  const slots = await offerFreeSlots(database.admin, 150)
  const { booking } = await closedLoop(bookDirectly(database), { clients: 1, slots, forMs: 10_000 })
  const occupations = await database.admin.occupation.count()
  return { spas, occupations, availability14Days: whole, booking }
}

async function measureLoad(database: BenchDatabase, forMs: number): Promise<Record<LoadName, LoadResult>> {
  const { admin } = database
  const direct = bookDirectly(database)
  const one = await closedLoop(direct, { clients: 1, slots: await offerFreeSlots(admin, 3_000), forMs: forMs / 2 })
  const sixteen = await closedLoop(direct, { clients: 16, slots: await offerFreeSlots(admin, 6_000), forMs })
  const open = await openLoop(direct, { perSecond: 50, slots: await offerFreeSlots(admin, (50 * forMs) / 2_000) })
  const kept = await offerFreeSlots(admin, 400)
  const holding = await closedLoop(hold(database), { clients: 1, slots: kept, forMs: 20_000 })
  const held = await closedLoop(direct, { clients: 1, slots: kept.slice(-holding.booking.count), forMs: 20_000 })
  return { one, sixteen, open, holding, held }
}

type LoadName = 'one' | 'sixteen' | 'open' | 'holding' | 'held'

const loadNames: Record<LoadName, string> = {
  one: 'booking, 1 client',
  sixteen: 'booking, 16 clients',
  open: 'booking, 50 begun each second',
  holding: 'holding a slot, 1 client',
  held: 'booking what is held, 1 client',
}

/** The least that anything can take on this machine at this moment. */
async function measureRoundTrip({ prisma }: BenchDatabase): Promise<Spread> {
  const durations: number[] = []
  for (let count = 0; count < 300; count++) durations.push(await timed(() => prisma.$queryRaw`select 1`))
  return spreadOf(durations)
}

function print(measured: {
  growth: Growth[]
  availability: AvailabilityResult[]
  load: Record<LoadName, LoadResult>
  races: RaceResult
  roundTrip: Spread
  loadAverage: number
}): void {
  const { growth, availability, load, races } = measured
  say('\nNumbers are p50 / p95 in milliseconds.\n')
  console.table(
    growth.map(({ spas, occupations, ...one }) => ({
      spas,
      occupations,
      'free times of 14 days': pair(one.availability14Days),
      'booking, 1 client': pair(one.booking),
    })),
  )
  console.table(
    availability.map(({ days, hasOutsideCalendar, whole, computing, found }) => ({
      '10 providers, days': days,
      'outside calendar': hasOutsideCalendar ? 'yes' : 'no',
      'all free times': pair(whole),
      'of that computing': pair(computing),
      found,
      target: days === 14 ? verdict(whole.p95 <= targets.availability14DaysP95Ms, 'p95 ≤ 15') : '',
    })),
  )
  console.table(
    Object.entries(load).map(([name, { perSecond, booking, failed }]) => ({
      what: loadNames[name as LoadName],
      'each second': perSecond,
      'ms p50 / p95': pair(booking),
      failed,
      target: loadVerdict(name as LoadName, { perSecond, booking }),
    })),
  )
  const { right, rounds, attempts, wrong, toldToTryAgain } = races
  say(`${attempts} at one slot, ${rounds} times: exactly one winner ${right} times.`)
  if (toldToTryAgain > 0)
    say(`  ${toldToTryAgain} of the others were told to try again, because the machine was too busy.`)
  for (const problem of wrong) say(`  ${problem}`)
  say(
    `Round trip to PostgreSQL: ${pair(measured.roundTrip)} ms. Load average of the machine: ${measured.loadAverage.toFixed(1)}.`,
  )
  say('PostgreSQL, the server’s code and the clients share the machine.')
}

function loadVerdict(name: LoadName, { perSecond, booking }: { perSecond: number; booking: Spread }): string {
  if (name === 'sixteen') return verdict(perSecond >= targets.bookingsPerSecond, '≥ 200/s')
  if (name === 'holding') return ''
  return verdict(booking.p95 <= targets.bookingP95Ms, 'p95 ≤ 25')
}

function verdict(isMet: boolean, target: string): string {
  return `${target}: ${isMet ? 'met' : 'missed'}`
}

import { parse } from 'csv-parse/sync'
import { columns, type Column } from './service-columns.ts'

export interface CsvRow {
  /** As a spreadsheet counts: the head is line 1. */
  line: number
  cells: Partial<Record<Column, string>>
}

const MAX_ROWS = 500

/** The rows of a file with a head, or what is wrong with the file as a whole. */
export function readServicesCsv(csv: string): { ok: true; rows: CsvRow[] } | { ok: false; problem: string } {
  let records: string[][]
  try {
    records = parse(csv, { bom: true, delimiter: delimiterOf(csv), relax_column_count: true, skip_empty_lines: false })
  } catch {
    return {
      ok: false,
      problem: 'This is not a CSV file that can be read. Look for a quotation mark that does not end.',
    }
  }
  const head = (records[0] ?? []).map((cell) =>
    cell
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_'),
  )
  const unknown = head.filter((name) => name !== '' && !(columns as readonly string[]).includes(name))
  if (!head.includes('name')) {
    return {
      ok: false,
      problem: `The first line has to name the columns, at least “name”. Known are: ${columns.join(', ')}.`,
    }
  }
  if (unknown.length > 0) {
    return {
      ok: false,
      problem: `These columns are not known: ${unknown.slice(0, 5).join(', ')}. Known are: ${columns.join(', ')}.`,
    }
  }
  if (new Set(head.filter(Boolean)).size < head.filter(Boolean).length) {
    return { ok: false, problem: 'A column stands there twice.' }
  }
  const rows = records
    .slice(1)
    .map((record, index) => ({ line: index + 2, record }))
    .filter(({ record }) => record.some((cell) => cell.trim() !== ''))
    .map(({ line, record }): CsvRow => ({ line, cells: cellsOf(head, record) }))
  if (rows.length === 0) return { ok: false, problem: 'There are no services in this file.' }
  if (rows.length > MAX_ROWS) return { ok: false, problem: `There are more than ${MAX_ROWS} services in this file.` }
  return { ok: true, rows }
}

function cellsOf(head: readonly string[], record: readonly string[]): CsvRow['cells'] {
  return Object.fromEntries(
    head.flatMap((name, column) => (name === '' ? [] : [[name, plainCell(record[column] ?? '')]])),
  )
}

/** Our own files put an apostrophe before what a spreadsheet would take for a formula. */
function plainCell(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@])/, '')
}

/** Spreadsheets of some countries write semicolons: the first line says which. */
function delimiterOf(csv: string): string {
  const [first = ''] = csv.split(/\r?\n/, 1)
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: first.split(mark).length }))
  return counts.sort((a, b) => b.count - a.count)[0]!.mark
}

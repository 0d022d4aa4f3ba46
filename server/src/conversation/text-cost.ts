/** Micro-cents (millionths of a cent) per thousand tokens. */
interface TextPrice {
  input: bigint
  cachedInput: bigint
  output: bigint
}

/** OpenAI's list prices for text, June 2026: $0.75, $0.075 and $4.50 a million tokens are 75,000, 7,500 and 450,000 micro-cents a thousand. */
const prices: Record<string, TextPrice> = {
  'gpt-5.5': { input: 500_000n, cachedInput: 50_000n, output: 3_000_000n },
  'gpt-5.4': { input: 250_000n, cachedInput: 25_000n, output: 1_500_000n },
  'gpt-5.4-mini': { input: 75_000n, cachedInput: 7_500n, output: 450_000n },
  'gpt-5.4-nano': { input: 20_000n, cachedInput: 2_000n, output: 125_000n },
}

/** A model that is not in the list is counted at the dearest known price: a limit must not be passed unseen. */
const dearest: TextPrice = { input: 500_000n, cachedInput: 50_000n, output: 3_000_000n }

/** What one text response cost, in micro-cents, rounded up. Dated model names ("gpt-5.4-mini-2026-03-17") have the price of their family. */
export function textCost(usage: {
  model: string
  inputTokens: number
  cachedInputTokens: number
  outputTokens: number
}): bigint {
  const family = usage.model.replace(/-\d{4}-\d{2}-\d{2}$/, '')
  const price = prices[family] ?? dearest
  const cached = BigInt(Math.min(usage.cachedInputTokens, usage.inputTokens))
  const fresh = BigInt(usage.inputTokens) - cached
  const thousandths = fresh * price.input + cached * price.cachedInput + BigInt(usage.outputTokens) * price.output
  return (thousandths + 999n) / 1000n
}

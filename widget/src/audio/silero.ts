/**
 * Silero v6, by way of vad-web's model class and onnxruntime's WebAssembly build.
 * Some 4 MB: fetched when a call is already running, and never waited for.
 */
import { log } from '@ricky0123/vad-web/dist/logging.js'
import { Silero } from '@ricky0123/vad-web/dist/models/silero.js'
import * as ort from 'onnxruntime-web/wasm'
import { followStream, type SpeechOpinion } from './speech-opinion.ts'

export async function loadSilero(baseUrl: string): Promise<SpeechOpinion> {
  const url = (file: string) => new URL(file, baseUrl).href
  // It talks to the console of the customer's page otherwise.
  log.debug = () => {}
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmPaths = { mjs: url(__AVA_ORT_GLUE_FILE__), wasm: url(__AVA_ORT_WASM_FILE__) }
  ort.env.logLevel = 'fatal'
  const model = await Silero.new(ort, async () => {
    const response = await fetch(url(__AVA_SILERO_MODEL_FILE__))
    if (!response.ok) throw new Error(`The speech model answered ${response.status}`)
    return response.arrayBuffer()
  })
  return followStream(model)
}

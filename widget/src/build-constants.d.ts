/** Put in by build.ts: names of built files, hashes included, beside `ava.js`. */
declare const __AVA_PANEL_FILE__: string
declare const __AVA_CAPTURE_WORKLET_FILE__: string
declare const __AVA_PLAYBACK_WORKLET_FILE__: string
declare const __AVA_SILERO_MODEL_FILE__: string
declare const __AVA_ORT_WASM_FILE__: string
declare const __AVA_ORT_GLUE_FILE__: string

declare module '*.css?inline' {
  const css: string
  export default css
}

// What lib.dom does not know of yet.
interface Navigator {
  readonly audioSession?: { type: string }
  readonly connection?: { readonly saveData?: boolean }
}

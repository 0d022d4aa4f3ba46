import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

/** Where `vite dev` finds the rest of the server; the built portal runs inside that server and needs no address. */
const devServer = 'http://127.0.0.1:3000'

export default defineConfig({
  plugins: [
    tailwindcss(),
    sveltekit({
      adapter: adapter({ out: 'build' }),
      compilerOptions: { runes: true },
      // Kit compares the Origin header with an origin it has to guess the scheme of: behind a proxy, or on
      // plain http, the guess is wrong. `lib/server/same-origin.ts` refuses foreign forms without guessing.
      csrf: { trustedOrigins: ['*'] },
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['none'],
          'script-src': ['self'],
          'style-src': ['self'],
          // Kit's route announcer and the label of bits-ui's commands hide themselves with a style attribute; these
          // are their hashes, and no other passes.
          'style-src-attr': [
            'unsafe-hashes',
            'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=',
            'sha256-iaOezIDcQIoxCULa6FBKKuLUu09R7kG+Mlu+JVfU3Rw=',
          ],
          'img-src': ['self', 'data:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          // The sample of a voice.
          'media-src': ['self'],
          'manifest-src': ['self'],
          // A mail as it looked: a page with a policy of its own (routes/(app)/mails).
          'frame-src': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
          'base-uri': ['none'],
        },
      },
    }),
  ],
  build: { assetsInlineLimit: 0 },
  server: { proxy: { '/api': devServer, '/auth': devServer, '/demo': devServer, '/widget': devServer } },
})

// Vite finds its configuration as the default export; hence one here.
import { defineConfig } from 'vite'
import { viteSingleFile } from 'vite-plugin-singlefile'
import { contentSecurity } from './content-security.ts'

export default defineConfig({
  publicDir: false,
  // Never the development transform, which would put paths of this machine into every report.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2023',
    cssTarget: ['chrome125', 'firefox125', 'safari17.5'],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  plugins: [viteSingleFile(), contentSecurity()],
})

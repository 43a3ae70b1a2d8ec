import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: {
      // One script, also for the page as one file.
      output: { codeSplitting: false, entryFileNames: 'tcf.js', assetFileNames: 'tcf[extname]' },
    },
  },
});

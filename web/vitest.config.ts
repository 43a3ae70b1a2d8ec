import { defineConfig } from 'vitest/config';

// A busy machine is not a fault.
export default defineConfig({
  test: { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
});

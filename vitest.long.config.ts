import { defineConfig } from 'vitest/config';
import { closing } from './test/closing.ts';

// Soaks, storms, fuzz and differentials at full size: `npm run test:long`, run by hand.
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts'],
    reporters: ['default', closing],
    testTimeout: 3_600_000,
    hookTimeout: 300_000,
    // The figures of one file must not suffer from another.
    fileParallelism: false,
  },
});

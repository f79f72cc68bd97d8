import { defineConfig } from 'vitest/config';
import { closing } from './test/closing.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**'],
    globalSetup: ['test/docker.ts', 'test/programs.ts'],
    reporters: ['default', closing],
    testTimeout: 20_000,
    // The first build of the container images may take minutes on a slow link.
    hookTimeout: 300_000,
  },
});

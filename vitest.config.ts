import { defineConfig } from 'vitest/config';
import { viteFacts } from './build/facts-plugin.mjs';
import { viteTexts } from './build/texts-plugin.mjs';

export default defineConfig({
  plugins: [viteFacts, viteTexts],
  test: { include: ['test/**/*.test.ts'], exclude: ['test/vscode/**', 'test/web/**'], testTimeout: 60_000, hookTimeout: 120_000,
    // The tables of facts are data; tests hold each entry of them.
    coverage: { provider: 'v8', include: ['server/src/**/*.ts'], exclude: ['server/src/facts/**'], reporter: ['text-summary', 'json-summary', 'json'], reportsDirectory: 'reports/coverage', reportOnFailure: true,
      // A process of its own, as the tests of the command line start one, is not counted.
      thresholds: { branches: 95 } },
  },
});

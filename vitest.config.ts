import { defineConfig } from 'vitest/config';
import { viteFacts } from './build/facts-plugin.mjs';

export default defineConfig({
  plugins: [viteFacts],
  test: { include: ['test/**/*.test.ts'], exclude: ['test/vscode/**'], testTimeout: 60_000 },
});

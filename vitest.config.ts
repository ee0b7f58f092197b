import { defineConfig } from 'vitest/config';
import { viteFacts } from './build/facts-plugin.mjs';
import { viteTexts } from './build/texts-plugin.mjs';

export default defineConfig({
  plugins: [viteFacts, viteTexts],
  test: { include: ['test/**/*.test.ts'], exclude: ['test/vscode/**', 'test/web/**'], testTimeout: 60_000 },
});

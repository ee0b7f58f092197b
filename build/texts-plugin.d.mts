import type { Plugin as EsbuildPlugin } from 'esbuild';
import type { Plugin } from 'vite';

export const esbuildTexts: EsbuildPlugin;
export const viteTexts: Plugin;

import type { Plugin as EsbuildPlugin } from 'esbuild';
import type { Plugin } from 'vitest/config';

export declare const esbuildFacts: EsbuildPlugin;
export declare const esbuildFactsBeside: EsbuildPlugin;
export declare const viteFacts: Plugin;

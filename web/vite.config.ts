import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// `npm run dev` asks a Tocsin that runs beside it.
const server = process.env['TOCSIN'] ?? 'http://127.0.0.1:9093';

export default defineConfig(({ command }) => ({
  base: './',
  plugins: [
    react(),
    {
      // The server fills these in with every answer; the development server once.
      name: 'tocsin-places',
      transformIndexHtml: (html: string) =>
        command === 'serve' ? html.replace('__BASE__', '/').replace('__NONCE__', '') : html,
    },
  ],
  resolve: { alias: { '@': here('./src') } },
  build: {
    outDir: here('../artifacts/web/dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '/api': server, '/-': server, '/metrics': server } },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], environment: 'node' as const, pool: 'threads' as const, testTimeout: 60_000 },
}));

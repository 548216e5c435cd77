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
    {
      // The first page is fetched with the frame, not after it: nearly everybody who comes wants the alerts.
      name: 'tocsin-first-page',
      transformIndexHtml: {
        order: 'post',
        handler: (html, { bundle }) => {
          const page = Object.values(bundle ?? {}).find(
            (one) => one.type === 'chunk' && one.facadeModuleId?.endsWith('/alerts/AlertsPage.tsx'),
          );
          if (page?.type !== 'chunk') return [];
          // Scripts only: of styles that another page leaves unused, browsers complain.
          return [page.fileName, ...page.imports].filter((name) => !html.includes(name)).map((name) => ({
            tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `./${name}` }, injectTo: 'head' as const,
          }));
        },
      },
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

import { MantineProvider, localStorageColorSchemeManager } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Failure } from '@/api/client';
import { nonce } from './nonce';
import { Shell } from './Shell';
import { theme } from './theme';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      // A refusal stays one; a server that starts again is back in seconds.
      retry: (times, wrong) => times < 2 && !(wrong instanceof Failure && wrong.status >= 400 && wrong.status < 500),
    },
  },
});

const scheme = localStorageColorSchemeManager({ key: 'tocsin.scheme' });

// The name by which the library that keeps a page from scrolling behind a dialog finds it.
Object.assign(globalThis, { __webpack_nonce__: nonce });

export function App() {
  return (
    <MantineProvider theme={theme} colorSchemeManager={scheme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={queries}>
        <Shell />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** The headers by which a request asks the series of that backend; empty for where they are if nothing is said. */
export const headersOf = (backend: string): Record<string, string> => (backend === '' ? {} : { 'X-Tocsin-Backend': backend });

import { useMemo, useSyncExternalStore } from 'react';

/** Where the dashboard begins, with a slash at the end: whatever proxy and prefix stand before it. */
export const root = typeof document === 'undefined' ? '/' : new URL('./', document.baseURI).pathname;

/** The address of this tab, read: the page's name, what follows it, and the parameters. */
export interface Place {
  page: string;
  rest: readonly string[];
  params: URLSearchParams;
}

export function placeOf(pathname: string, search: string, base: string): Place {
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : '';
  const [page = '', ...rest] = path.split('/').filter((part) => part !== '').map(decode);
  return { page, rest, params: new URLSearchParams(search) };
}

/** The address of a page, for links: parts are escaped, parameters without a value left out. */
export function hrefOf(page: string, rest: readonly string[] = [], params?: URLSearchParams | Record<string, Values>): string {
  const path = [page, ...rest].filter((part) => part !== '').map(encodeURIComponent).join('/');
  const query = params instanceof URLSearchParams ? params : paramsOf(params ?? {});
  const text = query.toString();
  return root + path + (text === '' ? '' : `?${text}`);
}

type Values = string | number | boolean | readonly string[] | null | undefined;

export function paramsOf(values: Record<string, Values>): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) for (const one of value as string[]) params.append(name, one);
    else if (value !== undefined && value !== null && value !== '' && value !== false) params.set(name, String(value));
  }
  return params;
}

const changed = new EventTarget();

/** Goes to an address of the dashboard without loading it again. */
export function go(href: string, how: { replace?: boolean } = {}): void {
  if (href === location.pathname + location.search) return;
  if (how.replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  changed.dispatchEvent(new Event('change'));
}

/** Changes parameters of the present address: what is undefined, null, false or '' is taken out. */
export function setParams(values: Record<string, Values>, how: { replace?: boolean } = { replace: true }): void {
  const params = new URLSearchParams(location.search);
  for (const name of Object.keys(values)) params.delete(name);
  for (const [name, value] of paramsOf(values)) params.append(name, value);
  const text = params.toString();
  go(location.pathname + (text === '' ? '' : `?${text}`), how);
}

/** Tells of every change of the address, before anything is drawn for it. */
export function watchPlace(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  changed.addEventListener('change', listener);
  return () => {
    window.removeEventListener('popstate', listener);
    changed.removeEventListener('change', listener);
  };
}

let read: Place & { href: string } | undefined;

/** The present address, the same object as long as it does not change. */
export function placeNow(): Place {
  const href = location.pathname + location.search;
  if (read?.href !== href) read = { href, ...placeOf(location.pathname, location.search, root) };
  return read;
}

/** The present address; whoever uses it is drawn again when it changes. */
export function usePlace(): Place {
  return useSyncExternalStore(watchPlace, placeNow);
}

/** What is read off the address: whoever uses it is drawn again when that changes, not with every parameter. */
export function usePlacePart<T extends string | boolean>(part: (place: Place) => T): T {
  return useSyncExternalStore(watchPlace, () => part(placeNow()));
}

/** One parameter of the address, and how to change it. */
export function useParam(name: string, otherwise = ''): [string, (value: string) => void] {
  const { params } = usePlace();
  const set = useMemo(() => (value: string) => setParams({ [name]: value === otherwise ? '' : value }), [name, otherwise]);
  return [params.get(name) ?? otherwise, set];
}

/** A parameter that the address may have many times. */
export function useListParam(name: string): [readonly string[], (values: readonly string[]) => void] {
  const { params } = usePlace();
  const text = JSON.stringify(params.getAll(name));
  const values = useMemo(() => JSON.parse(text) as string[], [text]);
  const set = useMemo(() => (next: readonly string[]) => setParams({ [name]: next }, {}), [name]);
  return [values, set];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

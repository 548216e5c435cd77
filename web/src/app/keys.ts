import { useEffect, useRef } from 'react';

/** What a key does, in words for the list of keys, and how. Handlers that give false leave the key to others. */
export type Keys = Record<string, readonly [title: string, press: (event: KeyboardEvent) => void | boolean]>;

// The keys of whatever is drawn now, the latest first: a drawer's Escape before the page's.
const layers = new Set<{ current: Keys }>();
let listening = false;

/** Keys that work while the component is there and nobody types. `Escape` works while typing, too. */
export function useKeys(keys: Keys): void {
  const layer = useRef(keys);
  layer.current = keys;
  useEffect(() => {
    listen();
    layers.add(layer);
    return () => void layers.delete(layer);
  }, []);
}

/** All keys that work now, for the list of them. */
export function keysNow(): [key: string, title: string][] {
  const found = new Map<string, string>();
  for (const layer of [...layers].reverse()) {
    for (const [key, [title]] of Object.entries(layer.current)) if (!found.has(key)) found.set(key, title);
  }
  return [...found];
}

/** True where a key is part of a text that somebody types. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  const tag = element?.tagName;
  return tag === 'INPUT' || tag === 'TEXTAREA' || tag === 'SELECT' || element?.isContentEditable === true;
}

/** True while a button, a link or an option has the focus: Enter is for it. */
export function isOnControl(): boolean {
  return document.activeElement !== null && document.activeElement.matches('button, a, [role=option]');
}

function listen(): void {
  if (listening) return;
  listening = true;
  window.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) && event.key !== 'Escape') return;
    for (const layer of [...layers].reverse()) {
      const press = layer.current[event.key]?.[1];
      if (press && press(event) !== false) {
        event.preventDefault();
        return;
      }
    }
  });
}

import { useEffect } from 'react';

/** How many want attention, readable in a row of tabs: in the title, and on the tab's picture. */
export function useBadge(title: string, count: number | undefined): void {
  useEffect(() => {
    document.title = count ? `(${count}) ${title} · Tocsin` : `${title} · Tocsin`;
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (!link) return;
    link.dataset['plain'] ??= link.getAttribute('href') ?? '';
    link.setAttribute('href', count ? pictureOf(count) : link.dataset['plain']);
  }, [title, count]);
  useEffect(() => () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (link?.dataset['plain']) link.setAttribute('href', link.dataset['plain']);
  }, []);
}

/** A picture with a number, as an address; large numbers are rounded so that they can be read. */
export function pictureOf(count: number): string {
  const text = shortOf(count);
  const size = text.length > 2 ? 15 : 19;
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#c92a2a"/>'
    + `<g fill="#fff" font-family="sans-serif" font-weight="700" font-size="${size}" text-anchor="middle">`
    + `<text x="16" y="17" dominant-baseline="central">${text}</text></g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

export function shortOf(count: number): string {
  return count < 1000 ? String(count) : count < 10_000 ? `${Math.floor(count / 1000)}k` : '9k+';
}

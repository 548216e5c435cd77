const key = 'tocsin.author';

/** Who last signed something from this browser: a silence, a test. */
export function rememberedAuthor(): string {
  return localStorage.getItem(key) ?? '';
}

export function rememberAuthor(name: string): void {
  localStorage.setItem(key, name.trim());
}

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';

const chromiumPath = process.env['TOCSIN_CHROMIUM'] ?? '/usr/bin/chromium';
let browser: Browser | undefined;

/** False where there is no Chromium: stories are skipped then, and fail where CI=true. */
export const hasChromium = existsSync(chromiumPath) || process.env['CI'] === 'true';

export function useBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  });
  afterAll(async () => browser?.close());
}

/** A page without motion (a story looks at what is there, not at what fades in) that fails the story if the browser complains: an error in the console, an exception, a refused style or script. */
export async function openPage(url: string, options: BrowserContextOptions = {}, allowed: RegExp = /^$/): Promise<Page> {
  const context = await browser!.newContext({
    viewport: { width: 1400, height: 900 }, timezoneId: 'UTC', locale: 'en-GB', reducedMotion: 'reduce', ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !allowed.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (wrong) => complaints.push(wrong.message));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:')) complaints.push(`asked ${request.url()}`);
  });
  complaintsOf.set(page, complaints);
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  return page;
}

const complaintsOf = new WeakMap<Page, string[]>();

/** Ends a page; what the browser complained of fails the story. */
export async function closePage(page: Page): Promise<void> {
  const complaints = complaintsOf.get(page) ?? [];
  await page.context().close();
  expect(complaints).toEqual([]);
}

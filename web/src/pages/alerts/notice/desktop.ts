import { setParams } from '@/app/url';
import { type LiveAlert, valueOf } from '@/live/feed';

/** Whether the browser can show notices at all, and why not. */
export function noticesRefused(): string {
  if (typeof Notification === 'undefined') {
    return isSecureContext ? 'This browser shows no notices.' : 'Browsers show notices only over https.';
  }
  return Notification.permission === 'denied' ? 'The browser was told not to show notices of this page.' : '';
}

/** Asks for leave to show notices; false if it was refused. */
export async function askForNotices(): Promise<boolean> {
  return noticesRefused() === '' && (await Notification.requestPermission()) === 'granted';
}

export interface Words {
  title: string;
  body: string;
}

/** What is said of alerts that begin, however many. */
export function wordsOf(alerts: readonly LiveAlert[]): Words {
  const name = (alert: LiveAlert) => valueOf(alert.labels, 'alertname') || alert.fingerprint;
  const [first] = alerts;
  if (alerts.length === 1 && first) return { title: cut(name(first), 120), body: cut(first.summary, 240) };
  const names = [...new Set(alerts.map(name))];
  return { title: `${alerts.length} alerts began to fire`, body: cut(names.slice(0, 5).join(', ') + (names.length > 5 ? '…' : ''), 240) };
}

/** Shows one notice; the next takes its place. Pressed, it leads to the alert. */
export function notify(alerts: readonly LiveAlert[]): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  const { title, body } = wordsOf(alerts);
  try {
    const notice = new Notification(title, { body, tag: 'tocsin', icon: new URL('favicon.svg', document.baseURI).href });
    notice.onclick = () => {
      window.focus();
      if (alerts.length === 1) setParams({ alert: alerts[0]!.fingerprint }, {});
      notice.close();
    };
  } catch {
    // On a phone only a service worker may show them.
  }
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

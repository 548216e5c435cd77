import { useEffect, useRef } from 'react';
import { isOnControl, useKeys } from '@/app/keys';
import { go } from '@/app/url';
import { silenceHref, silenceHrefOf } from '@/live/matchers';
import type { LiveAlert } from '@/live/feed';
import { openAlert } from './useAlertsAddress';

/**
 * The alert that the keys stand on. It lives in the document, not in React: moving it draws nothing again, whatever the
 * number of alerts. Alerts carry `data-alert`.
 */
export function useSelection(shown: readonly LiveAlert[], opened: string, filter: readonly string[]): void {
  const list = useRef<readonly string[]>([]);
  list.current = shown.map((alert) => alert.fingerprint);
  const at = useRef('');

  const move = (by: number) => {
    const alerts = list.current;
    if (alerts.length === 0) return;
    const from = alerts.indexOf(at.current);
    const to = from < 0 ? (by > 0 ? 0 : alerts.length - 1) : Math.min(alerts.length - 1, Math.max(0, from + by));
    mark((at.current = alerts[to]!));
  };

  // The alert that is open, or that the keys stand on; else all that pass the filter.
  const silence = () => {
    const alert = shown.find((one) => one.fingerprint === (opened || at.current));
    if (!alert && opened !== '') return false;
    return go(alert ? silenceHrefOf(alert.labels) : silenceHref(filter));
  };

  useKeys({
    s: ['Silence it, or all that pass the filter', silence],
    j: ['Next alert', () => move(1)],
    k: ['Alert before', () => move(-1)],
    Enter: ['Open it', () => (at.current === '' || isOnControl() ? false : openAlert(at.current))],
  });

  // Drawn again, the mark has to be put back.
  useEffect(() => {
    if (at.current !== '') mark(at.current, false);
  });
}

function mark(fingerprint: string, scroll = true, tries = 20): void {
  for (const old of document.querySelectorAll('[data-alert][data-here]')) {
    if (old.getAttribute('data-alert') !== fingerprint) old.removeAttribute('data-here');
  }
  const element = document.querySelector(`[data-alert="${CSS.escape(fingerprint)}"]`);
  if (!element) {
    // Its card is not drawn yet: it is once its place is in sight.
    const place = scroll && tries > 0 ? document.querySelector(`[data-holds~="${CSS.escape(fingerprint)}"]`) : null;
    if (place) {
      place.scrollIntoView({ block: 'nearest' });
      requestAnimationFrame(() => mark(fingerprint, true, tries - 1));
    }
    return;
  }
  element.setAttribute('data-here', '');
  if (scroll) element.scrollIntoView({ block: 'nearest' });
}

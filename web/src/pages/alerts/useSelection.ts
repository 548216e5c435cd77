import { useEffect, useRef } from 'react';
import { useKeys } from '@/app/keys';
import { openAlert } from './useAlertsAddress';

/**
 * The alert that the keys stand on. It lives in the document, not in React: moving it draws nothing again, whatever the
 * number of alerts. Alerts carry `data-alert`.
 */
export function useSelection(shown: readonly string[]): void {
  const list = useRef(shown);
  list.current = shown;
  const at = useRef('');

  const move = (by: number) => {
    const alerts = list.current;
    if (alerts.length === 0) return;
    const from = alerts.indexOf(at.current);
    const to = from < 0 ? (by > 0 ? 0 : alerts.length - 1) : Math.min(alerts.length - 1, Math.max(0, from + by));
    mark((at.current = alerts[to]!));
  };

  useKeys({
    j: ['Next alert', () => move(1)],
    k: ['Alert before', () => move(-1)],
    Enter: ['Open it', () => (at.current === '' || isOnControl() ? false : openAlert(at.current))],
  });

  // Drawn again, the mark has to be put back.
  useEffect(() => {
    if (at.current !== '') mark(at.current, false);
  });
}

function isOnControl(): boolean {
  return document.activeElement !== null && document.activeElement.matches('button, a, [role=option]');
}

function mark(fingerprint: string, scroll = true): void {
  for (const old of document.querySelectorAll('[data-alert][data-here]')) {
    if (old.getAttribute('data-alert') !== fingerprint) old.removeAttribute('data-here');
  }
  const element = document.querySelector(`[data-alert="${CSS.escape(fingerprint)}"]`);
  if (!element) return;
  element.setAttribute('data-here', '');
  if (scroll) element.scrollIntoView({ block: 'nearest' });
}

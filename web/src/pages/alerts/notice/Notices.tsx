import { ActionIcon, Popover, Switch } from '@mantine/core';
import { IconBell, IconBellRinging2 } from '@tabler/icons-react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { severityOf, type Severity } from '@/live/severity';
import { useAlertStream } from '@/live/useAlertStream';
import { type Seen, beginsOf, watched } from './begins';
import { askForNotices, noticesRefused, notify } from './desktop';
import classes from './Notices.module.css';
import { readySound, ring } from './sound';
import { type Wish, filterKey, remember, wishOf } from './wishes';

/** Being told when an alert of the filter newly fires: by sound, by a notice on the desktop. Off unless asked for. */
export const Notices = memo(function Notices({ filter }: { filter: readonly string[] }) {
  const key = filterKey(filter);
  const [held, setHeld] = useState({ key, wish: wishOf(filter), note: '' });
  // Another filter has other wishes: read with it, so that nothing is drawn twice.
  const { wish, note } = useMemo(() => (held.key === key ? held : { wish: wishOf(filter), note: '' }), [held, key]);
  const set = (news: { wish?: Wish; note?: string }) =>
    setHeld((now) => ({ ...(now.key === key ? now : { wish, note }), key, ...news }));
  const setNote = (next: string) => set({ note: next });
  const change = (next: Wish) => {
    set({ wish: next });
    remember(filter, next);
  };
  const setSound = async (sound: boolean) => {
    setNote('');
    if (sound && !(await readySound())) setNote('The browser makes no sound here.');
    change({ ...wish, sound });
    if (sound) ring('none');
  };
  const setNotice = async (notice: boolean) => {
    setNote('');
    if (notice && !(await askForNotices())) return setNote(noticesRefused() || 'The browser was not allowed to show notices.');
    change({ ...wish, notice });
  };

  const isOn = wish.sound || wish.notice;
  const Icon = isOn ? IconBellRinging2 : IconBell;
  return (
    <>
      <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <ActionIcon
            variant={isOn ? 'light' : 'default'}
            size={30}
            title="Being told of new alerts"
            aria-label={isOn ? 'Being told of new alerts: on' : 'Being told of new alerts: off'}
          >
            <Icon size={16} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown aria-label="Being told of new alerts">
          <div className={classes.box}>
            <div>When an alert {filter.length > 0 ? 'that passes this filter ' : ''}begins to fire:</div>
            <Switch label="Ring" checked={wish.sound} onChange={(event) => void setSound(event.currentTarget.checked)} />
            <Switch
              label="Show a notice on the desktop"
              checked={wish.notice}
              onChange={(event) => void setNotice(event.currentTarget.checked)}
            />
            {note !== '' && <div role="alert" className={classes.note}>{note}</div>}
            <div className="dim">Remembered in this browser, for each filter apart; while this page is open, in sight or not.</div>
          </div>
        </Popover.Dropdown>
      </Popover>
      {isOn && <Watch key={key} filter={filter} wish={wish} />}
    </>
  );
});

/** The same without the switches, as they were left. */
export function Watching({ filter }: { filter: readonly string[] }) {
  const wish = wishOf(filter);
  return wish.sound || wish.notice ? <Watch key={filterKey(filter)} filter={filter} wish={wish} /> : null;
}

const order: readonly Severity[] = ['critical', 'error', 'warning', 'info', 'none'];

// A stream of its own, of the newest: the page shows only some, in another order.
function Watch({ filter, wish }: { filter: readonly string[]; wish: Wish }) {
  const { feed, isCurrent } = useAlertStream({ filter: [...filter], group: ['@none'], sort: 'newest', limit: watched });
  const seen = useRef<Seen | null>(null);
  const wants = useRef(wish);
  wants.current = wish;
  const [isMute, setMute] = useState(false);
  useEffect(() => {
    if (wish.sound) void readySound().then((isReady) => setMute(!isReady));
  }, [wish.sound]);
  useEffect(() => {
    if (!feed || !isCurrent) return;
    const { news, seen: next } = beginsOf(feed, seen.current);
    seen.current = next;
    if (news.length === 0) return;
    const worst = order[Math.min(...news.map((alert) => order.indexOf(severityOf(alert.labels))))]!;
    if (wants.current.sound) ring(worst);
    if (wants.current.notice) notify(news);
  }, [feed, isCurrent]);

  // After the page was loaded anew a browser is silent until somebody presses something.
  useEffect(() => {
    if (!isMute) return;
    const wake = () => void readySound().then((isReady) => isReady && setMute(false));
    window.addEventListener('pointerdown', wake);
    window.addEventListener('keydown', wake);
    return () => {
      window.removeEventListener('pointerdown', wake);
      window.removeEventListener('keydown', wake);
    };
  }, [isMute]);
  return isMute ? <span className={classes.mute} role="status">Press anything: the browser is still mute</span> : null;
}

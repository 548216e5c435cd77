/** What measures inside the page. Put in before anything of the page runs. */
export interface Probe {
  /** When the first alert was on the screen, in milliseconds since the navigation began; 0 until then. */
  firstAlert: number;
  longTasks: { start: number; duration: number }[];
  /** Events that took longer than 16 ms from the input to the next frame: the browser's own measure. */
  events: { name: string; duration: number }[];
  frames: number[];
  watchFrames: boolean;
  /** The instant at which what is looked for has been painted, by the wall clock; refused after a minute. */
  seen: (text: string) => Promise<number>;
  /**
   * Made ready before a key is pressed. `answered`: from the next Enter until the server's answer to the new filter has
   * been painted. `suggested`: from the next key until the last change of the suggestions that followed within 400 ms.
   */
  arm: (what: 'answered' | 'suggested') => void;
  /** What was armed last. */
  result: Promise<number>;
  /** Of the last `answered`: from the key until the stream was asked for, until its answer began, until it was in the document. */
  parts: { asked: number; heard: number; drawn: number };
}

declare global {
  interface Window {
    bench: Probe;
  }
}

/** Runs in the page: nothing of this file is in reach there. */
export function installProbe(): void {
  // After the frame that draws a change: the first task behind the next frame.
  const painted = (done: (at: number) => void) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => (channel.port1.close(), done(performance.now()));
      channel.port2.postMessage(0);
    });
  const watch = (look: () => boolean, target: Node, done: () => void) => {
    if (look()) return done();
    const observer = new MutationObserver(() => {
      if (look()) {
        observer.disconnect();
        done();
      }
    });
    observer.observe(target, { childList: true, subtree: true, attributes: true, characterData: true });
  };

  // When the stream was last asked for, and when its answer began.
  const stream = { asked: 0, heard: 0 };
  const plain = window.fetch;
  window.fetch = (to, init) => {
    const answer = plain(to, init);
    if (/\/stream(\?|$)/.test(String(to))) {
      stream.asked = performance.now();
      void answer.then(() => (stream.heard = performance.now()), () => undefined);
    }
    return answer;
  };

  const answered = () =>
    new Promise<number>((done) => {
      const key = (event: KeyboardEvent) => {
        if (event.key !== 'Enter') return;
        removeEventListener('keydown', key, true);
        const began = event.timeStamp;
        const main = document.querySelector('main')!;
        let wasBusy = false;
        const look = () => {
          const isBusy = main.querySelector('[aria-busy=true]') !== null;
          wasBusy ||= isBusy;
          return wasBusy && !isBusy;
        };
        watch(look, main, () => {
          bench.parts = { asked: stream.asked - began, heard: stream.heard - began, drawn: performance.now() - began };
          painted((at) => done(at - began));
        });
      };
      addEventListener('keydown', key, true);
    });
  const suggested = () =>
    new Promise<number>((done) => {
      const key = (event: KeyboardEvent) => {
        removeEventListener('keydown', key, true);
        const began = event.timeStamp;
        let last = 0;
        const observer = new MutationObserver((changes) => {
          const isList = (one: Node) => (one instanceof Element ? one : one.parentElement)?.closest('[role=listbox]');
          if (changes.some((one) => isList(one.target))) painted((at) => (last = at));
        });
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        setTimeout(() => (observer.disconnect(), done(last === 0 ? 0 : last - began)), 400);
      };
      addEventListener('keydown', key, true);
    });

  const bench: Probe = {
    firstAlert: 0,
    longTasks: [],
    events: [],
    frames: [],
    watchFrames: false,
    seen: (text) =>
      new Promise((done, failed) => {
        const main = document.querySelector('main')!;
        setTimeout(() => failed(new Error(`${text} was never seen`)), 60_000);
        watch(() => main.textContent?.includes(text) ?? false, main, () => painted((at) => done(performance.timeOrigin + at)));
      }),
    arm: (what) => void (bench.result = what === 'answered' ? answered() : suggested()),
    result: Promise.resolve(0),
    parts: { asked: 0, heard: 0, drawn: 0 },
  };
  window.bench = bench;
  watch(
    () => document.querySelector('[data-alert]') !== null,
    document,
    () => painted((at) => (bench.firstAlert = at)),
  );
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) bench.longTasks.push({ start: one.startTime, duration: one.duration });
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) bench.events.push({ name: one.name, duration: one.duration });
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  let before = 0;
  const frame = (at: number) => {
    if (bench.watchFrames && before > 0) bench.frames.push(at - before);
    before = at;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

import type { Severity } from '@/live/severity';

// Made here, so that there is no file to fetch: a bell is a tone and a few partials that die away.

let context: AudioContext | undefined;
let lastAt = 0;

const quiet = 3_000;

/** Readies the sound; a browser lets it be heard only after somebody pressed something. */
export async function readySound(): Promise<boolean> {
  if (typeof AudioContext === 'undefined') return false;
  context ??= new AudioContext();
  if (context.state === 'suspended') await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 300))]);
  return context.state === 'running';
}

/** Rings: three strokes for what is critical, two for an error, else one. Many alerts at once ring once. */
export function ring(severity: Severity): boolean {
  const now = Date.now();
  if (context?.state !== 'running' || now - lastAt < quiet) return false;
  lastAt = now;
  const strokes = severity === 'critical' ? 3 : severity === 'error' ? 2 : 1;
  for (let i = 0; i < strokes; i++) stroke(context, context.currentTime + i * 0.42, severity === 'critical' ? 660 : 520);
  return true;
}

const partials: readonly (readonly [number, number, number])[] = [[1, 0.5, 1.4], [2, 0.22, 0.9], [2.76, 0.14, 0.6], [5.4, 0.06, 0.3]];

function stroke(audio: AudioContext, at: number, pitch: number): void {
  for (const [ratio, loudness, length] of partials) {
    const tone = audio.createOscillator();
    const fade = audio.createGain();
    tone.frequency.value = pitch * ratio;
    fade.gain.setValueAtTime(0.0001, at);
    fade.gain.exponentialRampToValueAtTime(loudness * 0.4, at + 0.01);
    fade.gain.exponentialRampToValueAtTime(0.0001, at + length);
    tone.connect(fade).connect(audio.destination);
    tone.start(at);
    tone.stop(at + length + 0.05);
  }
}

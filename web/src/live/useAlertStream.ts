import { useEffect, useState, useSyncExternalStore } from 'react';
import { watchPlace } from '@/app/url';
import { AlertStream, type StreamQuery, type StreamView } from './AlertStream';

/**
 * The live alerts of a query, for as long as the component is there.
 * @param query What is wanted.
 * @param next What will be wanted by the address as it is now, if that is known: asked for the moment that the address
 * changes, before anything is drawn for it. The same function as long as the component is there.
 */
export function useAlertStream(query: StreamQuery, next?: () => StreamQuery | undefined): StreamView {
  const [stream] = useState(() => new AlertStream());
  const key = JSON.stringify(query);
  useEffect(() => stream.open(JSON.parse(key) as StreamQuery), [stream, key]);
  useEffect(() => () => stream.close(), [stream]);
  useEffect(() => {
    if (next === undefined) return undefined;
    return watchPlace(() => {
      const wanted = next();
      if (wanted !== undefined) stream.open(wanted);
    });
  }, [stream, next]);
  return useSyncExternalStore(stream.subscribe, stream.get);
}

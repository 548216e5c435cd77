import { useEffect, useState, useSyncExternalStore } from 'react';
import { AlertStream, type StreamQuery, type StreamView } from './AlertStream';

/** The live alerts of a query, for as long as the component is there. */
export function useAlertStream(query: StreamQuery): StreamView {
  const [stream] = useState(() => new AlertStream());
  const key = JSON.stringify(query);
  useEffect(() => stream.open(JSON.parse(key) as StreamQuery), [stream, key]);
  useEffect(() => () => stream.close(), [stream]);
  return useSyncExternalStore(stream.subscribe, stream.get);
}

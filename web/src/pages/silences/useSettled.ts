import { useEffect, useState } from 'react';

/** The texts as they were when they last stood still for a while: what is asked of the server need not follow each key. */
export function useSettled(texts: readonly string[], ms: number): readonly string[] {
  const key = JSON.stringify(texts);
  const [settled, setSettled] = useState(texts);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(key) as string[]), ms);
    return () => clearTimeout(timer);
  }, [key, ms]);
  return settled;
}

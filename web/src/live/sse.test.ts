import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventReader } from './sse';

const text = 'id: a-1\nevent: snapshot\ndata: {"x":"ü"}\n\nid: a-2\nevent: tick\ndata: {}\n\n';

test('events are read however the text is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: text.length })), (cuts) => {
      const next = eventReader();
      const places = [0, ...cuts.sort((a, b) => a - b), text.length];
      const events = places.slice(1).flatMap((end, place) => next(text.slice(places[place], end)));
      expect(events).toEqual([
        { id: 'a-1', event: 'snapshot', data: '{"x":"ü"}' },
        { id: 'a-2', event: 'tick', data: '{}' },
      ]);
    }),
  );
});

test('lines of data are joined and comments passed over', () => {
  expect(eventReader()(': hello\ndata: a\ndata:b\n\n')).toEqual([{ id: '', event: 'message', data: 'a\nb' }]);
});

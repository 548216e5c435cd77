import { expect, test } from 'vitest';
import { Failure, answerOf } from './client';

test('an answer is read by its type', () => {
  expect(answerOf('application/json; charset=utf-8', '{"a":1}')).toEqual({ a: 1 });
  expect(answerOf('application/yaml', 'a: 1\n')).toBe('a: 1\n');
  expect(answerOf('application/json', '')).toBe('');
});

test('of lines of JSON the last one is the answer, or says what went wrong', () => {
  expect(answerOf('application/x-ndjson', '{"percent":50}\n{"status":"success","data":1}\n')).toEqual({ status: 'success', data: 1 });
  const read = () => answerOf('application/x-ndjson', '{"percent":50}\n{"status":"error","error":"the store is closed"}\n');
  expect(read).toThrow(Failure);
  expect(read).toThrow('the store is closed');
  expect(() => answerOf('application/x-ndjson', '{"percent":50}\n')).toThrow(Failure);
});

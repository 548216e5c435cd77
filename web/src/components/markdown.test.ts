import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blocksOf, inlineOf } from './markdown';

test('headings, paragraphs, lists, quotes and code are told apart', () => {
  const lines = ['# Disk is full', '', 'Look at', 'the disk.', '', '1. log in', '2. `df -h`', '   and wait', '', '- a', '- b', '> said'];
  expect(blocksOf([...lines, '```sh', '# no heading', '```', ''].join('\n'))).toEqual([
    { kind: 'heading', level: 1, text: [{ kind: 'text', text: 'Disk is full' }] },
    { kind: 'paragraph', text: [{ kind: 'text', text: 'Look at\nthe disk.' }] },
    {
      kind: 'list', isOrdered: true,
      items: [[{ kind: 'text', text: 'log in' }], [{ kind: 'code', text: 'df -h' }, { kind: 'text', text: ' and wait' }]],
    },
    { kind: 'list', isOrdered: false, items: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]] },
    { kind: 'quote', text: [{ kind: 'text', text: 'said' }] },
    { kind: 'code', text: '# no heading' },
  ]);
});

test('words are marked, names with underscores are not', () => {
  expect(inlineOf('**do** *not* use _it_ or snake_case_name')).toEqual([
    { kind: 'strong', text: 'do' }, { kind: 'text', text: ' ' }, { kind: 'em', text: 'not' }, { kind: 'text', text: ' use ' },
    { kind: 'em', text: 'it' }, { kind: 'text', text: ' or snake_case_name' },
  ]);
  expect(inlineOf('see [the wiki](https://w.example/a_(b))!')).toEqual([
    { kind: 'text', text: 'see ' }, { kind: 'link', text: 'the wiki', address: 'https://w.example/a_(b)' }, { kind: 'text', text: '!' },
  ]);
});

test('any text is read, and nothing that was written is lost but signs', () => {
  const signs = ['[', ']', '(', ')', '*', '**', '_', '`', '```', '\n', '\n\n', '#', '# ', '- ', '1. ', '> ', '  ', '<script>', 'word'];
  const texts = fc.array(fc.constantFrom(...signs));
  fc.assert(
    fc.property(texts, (parts) => {
      const shown = JSON.stringify(blocksOf(parts.join('')));
      const words = (text: string) => text.split('word').length;
      // What follows a fence of code on its line names its language.
      if (!parts.includes('```')) expect(words(shown)).toBe(words(parts.join('')));
    }),
  );
});

test('what never ends is read in a moment', () => {
  for (const sign of ['[', '*', '`', '_', '[a](', '**', '> ', '- ']) expect(blocksOf(sign.repeat(20_000)).length).toBeGreaterThan(0);
});

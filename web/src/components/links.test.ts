import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pieces, safeHref } from './links';

test('addresses of the web and of mail become links, and the text around them stays', () => {
  expect(pieces('see https://a.example/x?y=1, or mail mailto:a@b.example.')).toEqual([
    { text: 'see ' },
    { text: 'https://a.example/x?y=1', href: 'https://a.example/x?y=1' },
    { text: ', or mail ' },
    { text: 'mailto:a@b.example', href: 'mailto:a@b.example' },
    { text: '.' },
  ]);
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'JaVaScRiPt:x', '//x', 'ftp://x'])(
  'no other address is a link: %s',
  (address) => {
    expect(safeHref(address)).toBeUndefined();
    expect(pieces(address).every((piece) => piece.href === undefined)).toBe(true);
  },
);

test('no text is lost or changed', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.webUrl(), fc.constant('javascript:x'))), (parts) => {
      const text = parts.join(' ');
      const found = pieces(text);
      expect(found.map((piece) => piece.text).join('')).toBe(text);
      for (const { href } of found) expect(href ?? 'http:').toMatch(/^(https?|mailto):/);
    }),
  );
});

test('a bracket around an address does not belong to it', () => {
  expect(pieces('(https://a.example/)')[1]).toEqual({ text: 'https://a.example/', href: 'https://a.example/' });
});

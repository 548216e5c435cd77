import { Fragment } from 'react';
import { pieces } from './links';

/** A text of somebody else: shown as text, with its http, https and mailto addresses as links. */
export function SafeText({ text }: { text: string }) {
  return (
    <span className="break">
      {pieces(text).map((piece, place) => (
        <Fragment key={place}>
          {piece.href === undefined ? piece.text : (
            <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">{piece.text}</a>
          )}
        </Fragment>
      ))}
    </span>
  );
}

import { Fragment } from 'react';
import classes from './Markdown.module.css';
import { safeHref } from './links';
import { type Block, type Inline, blocksOf, lengthMax } from './markdown';
import { SafeText } from './SafeText';

/** A text of somebody else with a small part of Markdown. Markup in it is text; links lead only where links may. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.text}>
      {blocksOf(text).map((block, place) => <One key={place} block={block} />)}
      {text.length > lengthMax && <p className="dim">It is longer than can be shown.</p>}
    </div>
  );
}

function One({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return <p className={classes.heading} data-level={Math.min(block.level, 3)}><Words words={block.text} /></p>;
    case 'code':
      return <pre className={classes.code} tabIndex={0}>{block.text}</pre>;
    case 'list': {
      const items = block.items.map((item, place) => <li key={place}><Words words={item} /></li>);
      return block.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'quote':
      return <blockquote className={classes.quote}><Words words={block.text} /></blockquote>;
    default:
      return <p><Words words={block.text} /></p>;
  }
}

function Words({ words }: { words: readonly Inline[] }) {
  return (
    <span className="break">
      {words.map((word, place) => <Fragment key={place}><Word word={word} /></Fragment>)}
    </span>
  );
}

function Word({ word }: { word: Inline }) {
  switch (word.kind) {
    case 'code':
      return <code>{word.text}</code>;
    case 'strong':
      return <b>{word.text}</b>;
    case 'em':
      return <em>{word.text}</em>;
    case 'link': {
      const href = safeHref(word.address);
      return href === undefined
        ? <>{word.text} ({word.address})</>
        : <a href={href} target="_blank" rel="noopener noreferrer nofollow">{word.text}</a>;
    }
    default:
      return <SafeText text={word.text} />;
  }
}

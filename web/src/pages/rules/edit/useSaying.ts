import { useState } from 'react';
import { rememberAuthor, rememberedAuthor } from '@/app/author';

/** Who changes something and why. */
export function useSaying() {
  const [comment, setComment] = useState('');
  const [author, setAuthor] = useState(rememberedAuthor);
  return {
    comment,
    setComment,
    author,
    setAuthor,
    clear: () => setComment(''),
    /** As parameters of a request; a name is remembered. */
    query: (): { comment?: string; author?: string } => {
      rememberAuthor(author);
      return { ...(comment === '' ? {} : { comment }), ...(author === '' ? {} : { author }) };
    },
  };
}

export type Saying = ReturnType<typeof useSaying>;

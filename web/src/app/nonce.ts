/** What marks the style elements that scripts put into this very page; the content security policy refuses others. */
export const nonce = document.querySelector('meta[name=csp-nonce]')?.getAttribute('content') ?? '';

// Before anything is drawn, so that a dark room stays dark. Its own file, since no script may stand in the page.
(function () {
  var wanted = null;
  try {
    wanted = window.localStorage.getItem('tocsin.scheme');
  } catch (refused) {
    wanted = null;
  }
  var dark = wanted === 'dark' || (wanted !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  document.documentElement.style.background = dark ? '#14171c' : '#f4f5f7';
})();

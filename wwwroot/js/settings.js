// Milliseconds. A page may say otherwise: <body data-live='{"deadAfter": 1000}'>.
export const settings = {
  deadAfter: 10_000,       // silence that proves a stream dead; the server ticks every five seconds
  noticeAfter: 10_000,     // time without a stream before the page says so
  pollEvery: 15_000,       // how often a page without a stream asks for its regions
  hiddenAfter: 60_000,     // how long a hidden tab keeps its stream
  unansweredAfter: 20_000, // two beats without an answer: No disponible is coming …
  patience: 120_000,       // … two minutes after the last sign of life that was answered (the server's Patience)
  retryFirst: 1_000,       // pause before a redial, doubled each time …
  retryMost: 15_000,       // … up to this
  refreshEvery: 3_000,     // regions are asked for again at most this often
  reloadGrace: 1_000,      // how long the page before a reload may hold on to the tab's id
  ...JSON.parse(document.body.dataset.live ?? '{}')
};
